package io.zvonok.media.bwe;

import io.zvonok.media.bwe.SlotDemand.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Demands and allocations as text, rates in kbit/s.
 *
 * <p>A demand: {@code cam0! 720 now=360/70 hold [180/100=150 360/100=500]}: what it is and its rank, {@code !} if
 * guaranteed; the height on screen; the option shown now, named height/frame share; {@code hold} if it may not rise,
 * {@code below=400} if only to what takes less; its
 * options, in order, if not the usual ones. Demands are separated by commas.
 *
 * <p>A share: {@code 360/70} the best, {@code 360/70(500>420)} short: needs 500, has 420, {@code -} nothing is wanted.
 */
final class WrittenDemands {
    private static final String CAMERA =
            "180/25=82 180/70=112 180/100=150 360/25=275 360/70=375 360/100=500 720/25=825 720/70=1125 720/100=1500";
    private static final String SCREEN = "1080/25=200 1080/50=400 1080/100=800";

    private final List<List<String>> names = new ArrayList<>();
    private final List<SlotDemand> demands = new ArrayList<>();

    private WrittenDemands() {}

    static WrittenDemands parse(String text) {
        WrittenDemands written = new WrittenDemands();
        for (String demand : text.split(",")) {
            written.add(demand.strip());
        }
        return written;
    }

    List<SlotDemand> demands() {
        return demands;
    }

    private void add(String text) {
        Content content = text.startsWith("scr") ? Content.SCREEN : Content.CAMERA;
        int bracket = text.indexOf('[');
        String written = bracket < 0
                ? content == Content.SCREEN ? SCREEN : CAMERA
                : text.substring(bracket + 1, text.indexOf(']'));
        List<String> named = new ArrayList<>();
        List<LayerOption> options = new ArrayList<>();
        for (String option : written.split(" ")) {
            if (!option.isEmpty()) {
                String[] parts = option.split("[/=]");
                named.add(option.substring(0, option.indexOf('=')));
                options.add(new LayerOption(
                        options.size(),
                        1000 * Long.parseLong(parts[2]),
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1].replaceAll("\\D", ""))));
            }
        }
        names.add(named);
        List<String> words = Arrays.asList((bracket < 0 ? text : text.substring(0, bracket)).split(" "));
        String now = words.stream()
                .filter(word -> word.startsWith("now="))
                .map(word -> word.substring(4))
                .findAny()
                .orElse("");
        int current = now.equals("gone") ? 99 : named.indexOf(now);
        int rank = words.get(0).charAt(3) - '0';
        int wanted = Integer.parseInt(words.get(1));
        demands.add(
                new SlotDemand(content, rank, words.get(0).endsWith("!"), wanted, options, current, riseBelow(words)));
    }

    /** {@code hold}: nothing that takes more; {@code below=400}: what takes less than 400 kbit/s. */
    private static long riseBelow(List<String> words) {
        for (String word : words) {
            if (word.equals("hold")) {
                return 0;
            }
            if (word.startsWith("below=")) {
                return Long.parseLong(word.substring(6)) * 1000;
            }
        }
        return Long.MAX_VALUE;
    }

    String write(Allocation allocation) {
        return IntStream.range(0, demands.size())
                .mapToObj(i -> write(names.get(i), allocation.slots().get(i)))
                .collect(Collectors.joining(", "));
    }

    private static String write(List<String> names, Allocation.Share share) {
        String name = share.optionId() < 0 ? "-" : names.get(share.optionId());
        return share.isShort() ? name + "(" + share.needBps() / 1000 + ">" + share.haveBps() / 1000 + ")" : name;
    }
}
