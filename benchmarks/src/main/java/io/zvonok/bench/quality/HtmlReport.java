package io.zvonok.bench.quality;

import static io.zvonok.bench.quality.Html.both;
import static io.zvonok.bench.quality.Html.escape;

import io.zvonok.bench.quality.CaseSummary.Verdict;
import io.zvonok.media.quality.Figure;
import io.zvonok.media.quality.QualityCase;
import io.zvonok.media.quality.QualityCases;
import io.zvonok.media.quality.QualityResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One page that needs nothing else: the targets and what was reached, then each case with its figures and plots. */
final class HtmlReport {
    private final List<CaseSummary> all;
    private final String note;
    private final Map<String, QualityCase> known =
            QualityCases.all().stream().collect(Collectors.toMap(QualityCase::name, Function.identity()));
    private final StringBuilder page = new StringBuilder();

    HtmlReport(List<CaseSummary> all, String note) {
        this.all = all;
        this.note = note;
    }

    String write() {
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
                .append("<title>Zvonok quality laboratory</title>\n<style>\n")
                .append(Html.resource("report.css"))
                .append("</style></head>\n<body>\n");
        head();
        targets();
        index();
        legend();
        all.forEach(this::section);
        page.append("<script>\n").append(Html.resource("report.js")).append("</script>\n</body></html>\n");
        return page.toString();
    }

    private void head() {
        long missed =
                all.stream().mapToLong(summary -> summary.count(Verdict.MISS)).sum();
        long kept =
                all.stream().mapToLong(summary -> summary.count(Verdict.PASS)).sum();
        page.append("<header><div><h1>")
                .append(both("Quality laboratory", "Лаборатория качества"))
                .append("</h1><p>")
                .append(both(
                        "Cases: " + all.size() + seeds(", seeds %d to %d") + ". Checks kept: " + kept + " of "
                                + (kept + missed) + ".",
                        "Случаев: " + all.size() + seeds(", сиды с %d по %d") + ". Выполнено проверок: " + kept + " из "
                                + (kept + missed) + "."))
                .append(note.isEmpty() ? "" : " " + escape(note))
                .append("</p></div><button type=\"button\" id=\"language\">Русский</button></header>\n");
    }

    private String seeds(String words) {
        var seeds = all.stream()
                .filter(CaseSummary::isSimulated)
                .flatMapToLong(summary -> summary.runs().stream().mapToLong(QualityResult::seed))
                .summaryStatistics();
        return seeds.getCount() == 0 ? "" : String.format(Locale.ROOT, words, seeds.getMin(), seeds.getMax());
    }

    // --- targets

    private void targets() {
        page.append("<section class=\"card\"><h2>")
                .append(both("Targets", "Цели"))
                .append("</h2>\n<p class=\"hint\">")
                .append(both(
                        "Simulator: what 95 % of the seeds keep, of the worst case. Browser: the median of the runs.",
                        "Симулятор: значение, которое держат 95 % сидов, в худшем случае. Браузер: медиана прогонов."))
                .append("</p><div class=\"wide\"><table>\n<thead><tr><th></th><th>")
                .append(both("What", "Что"))
                .append("</th><th>")
                .append(both("Target", "Цель"))
                .append("</th>");
        List<String> places = all.stream().map(CaseSummary::where).distinct().toList();
        for (String where : places) {
            page.append("<th>")
                    .append(escape(where))
                    .append("</th><th>")
                    .append(both("worst case", "худший случай"))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
        List<List<TargetRow>> columns =
                places.stream().map(where -> TargetRow.of(all, where)).toList();
        int rows = columns.isEmpty() ? 0 : columns.get(0).size();
        for (int i = 0; i < rows; i++) {
            targetRow(i, columns);
        }
        page.append("</tbody></table></div></section>\n");
    }

    private void targetRow(int index, List<List<TargetRow>> columns) {
        Figure figure = columns.get(0).get(index).figure();
        Verdict verdict = Verdict.NONE;
        for (List<TargetRow> column : columns) {
            Verdict next = column.get(index).verdict();
            verdict = verdict == Verdict.MISS || next == Verdict.NONE ? verdict : next;
        }
        page.append("<tr><td>").append(mark(verdict)).append("</td><td><b>").append(Html.name(figure));
        page.append("</b><small>").append(Html.meaning(figure)).append("</small></td><td class=\"number\">");
        page.append(escape(Numbers.target(figure))).append("</td>");
        for (List<TargetRow> column : columns) {
            TargetRow row = column.get(index);
            page.append("<td class=\"number\">");
            if (row.cases() > 0) {
                boolean medianToo = row.where().equals(CaseSummary.SIMULATOR) && !Double.isNaN(figure.medianTarget());
                page.append("<b class=\"")
                        .append(style(row.verdict()))
                        .append("\">")
                        .append(escape(Numbers.withUnit(figure, row.worstValue())))
                        .append("</b>")
                        .append(
                                medianToo
                                        ? " <small>median " + Numbers.withUnit(figure, row.worstMedian()) + "</small>"
                                        : "");
            }
            page.append("</td><td>");
            if (row.cases() > 0) {
                page.append("<a href=\"#")
                        .append(anchor(row.where(), row.worstCase()))
                        .append("\">")
                        .append(escape(row.worstCase()))
                        .append("</a> <small>")
                        .append(row.kept() + "/" + row.cases())
                        .append("</small>");
            }
            page.append("</td>");
        }
        page.append("</tr>\n");
    }

    private static String anchor(String where, String name) {
        return escape((where + "-" + name).replaceAll("[^A-Za-z0-9.-]", "_"));
    }

    private static String style(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case MISS -> "miss";
            case NONE -> "none";
        };
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "<span class=\"mark pass\">" + both("kept", "да") + "</span>";
            case MISS -> "<span class=\"mark miss\">" + both("missed", "нет") + "</span>";
            case NONE -> "<span class=\"mark none\">–</span>";
        };
    }

    // --- cases

    private void index() {
        page.append("<nav class=\"card\"><h2>").append(both("Cases", "Случаи")).append("</h2><ul class=\"index\">");
        for (CaseSummary summary : all) {
            long kept = summary.count(Verdict.PASS);
            long missed = summary.count(Verdict.MISS);
            page.append("<li><a class=\"")
                    .append(missed > 0 ? "miss" : kept > 0 ? "pass" : "none")
                    .append("\" href=\"#")
                    .append(anchor(summary.where(), summary.name()))
                    .append("\">")
                    .append(escape(summary.name()))
                    .append(summary.isSimulated() ? "" : " (" + escape(summary.where()) + ")")
                    .append(" <b>" + kept + "/" + (kept + missed) + "</b></a></li>");
        }
        page.append("</ul></nav>\n");
    }

    private void legend() {
        page.append("<section class=\"card legend\"><span><i class=\"k-capacity\"></i>")
                .append(both("capacity", "ёмкость"))
                .append("</span><span><i class=\"k-sent\"></i>")
                .append(both("sent", "отправлено"))
                .append("</span><span><i class=\"k-estimate\"></i>")
                .append(both("estimate", "оценка"))
                .append("</span><span><i class=\"k-queue\"></i>")
                .append(both("queue delay", "задержка очереди"))
                .append("</span><span><i class=\"k l180\"></i>180p</span><span><i class=\"k l360\"></i>360p</span>")
                .append("<span><i class=\"k l720\"></i>720p</span><span><i class=\"k l1080\"></i>1080p</span><span>")
                .append(both("paler: fewer frames", "бледнее: меньше кадров"))
                .append("</span><span><i class=\"k-freeze\"></i>")
                .append(both("freeze", "застывание"))
                .append("</span></section>\n");
    }

    private void section(CaseSummary summary) {
        QualityCase described = known.get(summary.name());
        page.append("<section class=\"card\" id=\"")
                .append(anchor(summary.where(), summary.name()))
                .append("\"><h2>")
                .append(escape(summary.name()))
                .append(" <small>")
                .append(escape(summary.where()))
                .append(", ")
                .append(both(
                        summary.runs().size() + " runs",
                        "прогонов: " + summary.runs().size()))
                .append("</small></h2>\n");
        if (described != null) {
            page.append("<p>")
                    .append(Html.about(summary.name(), described.about()))
                    .append("</p>\n");
        }
        figures(summary);
        page.append("<div class=\"plots\">");
        plot(both("median run", "средний прогон"), summary.median());
        if (summary.runs().size() > 1) {
            plot(both("worst run", "худший прогон"), summary.worst());
        }
        page.append("</div></section>\n");
    }

    private void figures(CaseSummary summary) {
        page.append("<ul class=\"figures\">");
        summary.figures().forEach((figure, spread) -> {
            Verdict verdict = summary.verdict(figure);
            if (verdict != Verdict.NONE) {
                tile(summary, figure, spread, verdict);
            }
        });
        page.append("</ul><details><summary>")
                .append(both("all figures", "все показатели"))
                .append("</summary><div class=\"wide\"><table><thead><tr><th></th><th>")
                .append(both("median", "медиана"))
                .append("</th><th>p95</th><th>")
                .append(both("worst", "худшее"))
                .append("</th></tr></thead><tbody>");
        summary.figures()
                .forEach((figure, spread) -> page.append("<tr><td>")
                        .append(Html.name(figure))
                        .append("</td><td class=\"number\">")
                        .append(escape(Numbers.withUnit(figure, spread.median())))
                        .append("</td><td class=\"number\">")
                        .append(escape(Numbers.withUnit(figure, spread.p95())))
                        .append("</td><td class=\"number\">")
                        .append(escape(Numbers.withUnit(figure, spread.worst())))
                        .append("</td></tr>\n"));
        page.append("</tbody></table></div></details>\n");
    }

    private void tile(CaseSummary summary, Figure figure, Spread spread, Verdict verdict) {
        page.append("<li class=\"")
                .append(style(verdict))
                .append("\"><span>")
                .append(Html.name(figure))
                .append("</span><b>")
                .append(escape(Numbers.withUnit(figure, summary.judgedValue(figure))))
                .append("</b><small>");
        if (summary.isSimulated()) {
            page.append(both("median ", "медиана ")).append(escape(Numbers.withUnit(figure, spread.median())));
            page.append(" · ");
        }
        page.append(escape(Numbers.target(figure))).append("</small></li>");
    }

    private void plot(String title, QualityResult run) {
        String drawing = Plot.of(run);
        if (!drawing.isEmpty()) {
            page.append("<figure><figcaption>")
                    .append(title)
                    .append(", ")
                    .append(both("seed ", "сид "))
                    .append(run.seed())
                    .append("</figcaption>")
                    .append(drawing)
                    .append("</figure>\n");
        }
    }
}
