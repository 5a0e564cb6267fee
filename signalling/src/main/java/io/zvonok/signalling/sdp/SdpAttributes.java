package io.zvonok.signalling.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of the session part or of one section, in the order of the offer. */
final class SdpAttributes {
    private final Map<String, List<SdpAttribute>> byName = new HashMap<>();

    void add(SdpAttribute attribute) {
        byName.computeIfAbsent(attribute.name(), name -> new ArrayList<>()).add(attribute);
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    List<SdpAttribute> all(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** The attribute that may stand once; refused if it stands twice. */
    @Nullable
    SdpAttribute single(String name) {
        List<SdpAttribute> found = all(name);
        if (found.size() > 1) {
            throw BadSdp.attribute(found.get(1), "stands here for the second time");
        }
        return found.isEmpty() ? null : found.get(0);
    }
}
