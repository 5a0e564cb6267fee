package io.zvonok.media.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/** Holds the dependency descriptors that a viewer gets against what their packets really are. */
final class DescriptorCheck {
    /** By encoding: packets of another one may come before the first of a new one. */
    private final Map<String, Descriptor.Structure> structures = new LinkedHashMap<>();

    /** Returns the frame number that the viewer is told. */
    int check(byte[] value, MediaUnit unit) {
        Descriptor descriptor = Descriptor.read(value);
        String source = unit.publisher() + "/" + unit.track() + "/" + unit.encoding();
        if (unit.startsKeyframe() != (descriptor.structure() != null)) {
            throw new InvariantBroken("I9", "a key frame without a structure of templates, or the reverse: " + unit);
        }
        if (descriptor.structure() != null) {
            structures.put(source, descriptor.structure());
        }
        Descriptor.Structure structure = structures.get(source);
        Descriptor.Template template = structure == null ? null : structure.template(descriptor.templateId());
        boolean sound = descriptor.start() == unit.startsFrame() && descriptor.end() == unit.endsFrame();
        if (structure != null) {
            sound &= template != null
                    && template.spatial() == unit.spatial()
                    && template.temporal() == unit.temporal()
                    && template.dependsOn() == unit.dependsOn();
        }
        if (!sound) {
            throw new InvariantBroken("I9", "a dependency descriptor " + descriptor + " with " + unit);
        }
        return descriptor.frameNumber();
    }
}
