package io.zvonok.media.codec;

import io.zvonok.media.rtp.BigEndian;
import io.zvonok.media.rtp.SequenceNumbers;

/**
 * The dependency descriptor of one encoding's packets: layers, switch points and frame numbers out of a header extension,
 * so that they are known also where the payload is encrypted end to end. A publisher that sends it may leave picture ids
 * and layers out of the payload.
 *
 * <pre>
 *   0                   1                   2
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |S|E|template id|         frame number          |   S, E: first and last packet of the frame
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |1|2|3|4|5| 1: structure ...  2: active decode targets  3, 4, 5: the frame's own indications, differences, chains
 *  +-+-+-+-+-+ (from the fourth byte on, optional; not aligned to bytes)
 * </pre>
 *
 * <p>Keeps the newest structure and the one before it, for packets that come late; so one object serves one encoding, and
 * only packets of it. A frame whose first packet carries a structure starts a key frame.
 *
 * <p>Spec: AOMedia "RTP Payload Format For AV1" appendix A. Thread: the owning media loop.
 */
public final class DependencyDescriptor implements PacketLayers {
    /** The mandatory fields. */
    public static final int MIN_LENGTH = 3;

    private static final int FRAME_NUMBER_OFFSET = 1;
    /** A frame further back than this (some seconds) is not late: the publisher began to count anew. */
    private static final int MAX_LATENESS = 256;

    private final BitReader bits = new BitReader();
    private DependencyStructure structure = new DependencyStructure();
    private DependencyStructure previousStructure = new DependencyStructure();
    private DependencyStructure spareStructure = new DependencyStructure();
    private boolean hasStructure;
    private boolean hasPreviousStructure;

    // frames are counted without wrapping round
    private long highestFrame;
    private long structureFrame;
    private long activeTargetsFrame;

    // the packet last wrapped
    private DependencyStructure used = structure;
    private boolean structurePresent;
    private boolean startOfFrame;
    private boolean endOfFrame;
    private int frameNumber;
    private long frame;
    private int spatialLayer;
    private int temporalLayer;
    private int present;
    private int switches;
    private int neededBy;
    private int switchPoints;

    /**
     * Reads the value of the extension. The array is only read.
     *
     * @return false if it is malformed, or of a structure that is not known (yet): ask {@link #hasStructure}
     */
    public boolean wrap(byte[] array, int offset, int length) {
        structurePresent = false;
        startOfFrame = false;
        endOfFrame = false;
        if (length < MIN_LENGTH) {
            return false;
        }
        startOfFrame = (array[offset] & 0x80) != 0;
        endOfFrame = (array[offset] & 0x40) != 0;
        int templateId = array[offset] & 0x3F;
        frameNumber = frameNumberAt(array, offset);
        frame = hasStructure ? SequenceNumbers.extend(highestFrame, frameNumber) : frameNumber;
        bits.wrap(array, offset + MIN_LENGTH, offset + length);
        return length > MIN_LENGTH ? readExtended(templateId) : readTemplate(templateId);
    }

    private boolean readTemplate(int templateId) {
        return findStructure() && useTemplate(templateId) && accept();
    }

    private boolean readExtended(int templateId) {
        structurePresent = bits.flag();
        boolean activeTargetsPresent = bits.flag();
        boolean ownIndications = bits.flag();
        boolean ownDifferences = bits.flag();
        boolean ownChains = bits.flag();
        if (structurePresent) {
            used = spareStructure;
            if (!used.read(bits)) {
                return false;
            }
        } else if (!findStructure()) {
            return false;
        }
        int activeTargets = activeTargetsPresent ? bits.bits(used.decodeTargets()) : 0;
        if (!useTemplate(templateId)) {
            return false;
        }
        if (ownIndications) {
            used.readIndications(bits);
            present = used.readPresent();
            switches = used.readSwitches();
        }
        skipOwn(ownDifferences, ownChains);
        if (bits.overrun()) {
            return false;
        }
        if (structurePresent) {
            install();
        }
        if (activeTargetsPresent) {
            activate(activeTargets);
        }
        return accept();
    }

    private void skipOwn(boolean differences, boolean chains) {
        if (differences) {
            int size = bits.bits(2);
            while (size > 0) {
                bits.skip(4 * size);
                size = bits.bits(2);
            }
        }
        if (chains) {
            bits.skip(8 * used.chains());
        }
    }

    /** The structure that was in force for this frame. */
    private boolean findStructure() {
        boolean late = isLate();
        used = late ? previousStructure : structure;
        return late ? hasPreviousStructure : hasStructure;
    }

    private boolean isLate() {
        return hasStructure && frame < structureFrame && highestFrame - frame < MAX_LATENESS;
    }

    private boolean useTemplate(int templateId) {
        int template = used.templateOf(templateId);
        if (template < 0) {
            return false;
        }
        spatialLayer = used.spatialLayer(template);
        temporalLayer = used.temporalLayer(template);
        present = used.present(template);
        switches = used.switches(template);
        return true;
    }

    /** The structure just read counts from this frame on. One that comes late or again serves this packet only. */
    private void install() {
        boolean again = hasStructure && frame == structureFrame && highestFrame > frame;
        if (again || isLate()) {
            return;
        }
        spareStructure = structure;
        structure = used;
        if (hasStructure && frame != structureFrame) {
            DependencyStructure older = previousStructure;
            previousStructure = spareStructure;
            spareStructure = older;
            hasPreviousStructure = true;
        }
        hasStructure = true;
        structureFrame = frame;
        activeTargetsFrame = frame;
        highestFrame = frame;
    }

    private void activate(int activeTargets) {
        boolean restarted = activeTargetsFrame - frame > MAX_LATENESS;
        if (frame >= activeTargetsFrame || restarted) {
            used.activate(activeTargets);
            activeTargetsFrame = frame;
        }
    }

    /** Many subscribers will ask for the sets: they are found once. */
    private boolean accept() {
        boolean bringsStructure = spatialLayer == 0 && frame == structureFrame;
        neededBy = bringsStructure ? OperatingPoints.ALL : used.pointsOf(present);
        int own = structurePresent ? OperatingPoints.NONE : 1 << OperatingPoints.point(spatialLayer, temporalLayer);
        switchPoints = startsKeyframe() ? OperatingPoints.ALL : used.pointsOf(switches) & ~own;
        boolean restarted = highestFrame - frame > MAX_LATENESS;
        highestFrame = restarted ? frame : Math.max(highestFrame, frame);
        return true;
    }

    /** Forgets all: the publisher began a new stream. */
    public void reset() {
        hasStructure = false;
        hasPreviousStructure = false;
        highestFrame = 0;
    }

    /** False before the first structure: nothing can be read until a key frame. */
    public boolean hasStructure() {
        return hasStructure;
    }

    /** 0..65535; grows by one with each frame of the publisher's track, which may have more than this encoding. */
    public int frameNumber() {
        return frameNumber;
    }

    /** The frame number in the value at {@code offset}, at least {@link #MIN_LENGTH} bytes long. */
    public static int frameNumberAt(byte[] array, int offset) {
        return BigEndian.get16(array, offset + FRAME_NUMBER_OFFSET);
    }

    /** Writes another frame number over that of a copy; higher bits are cut off. Differences refer to frame numbers. */
    public static void rewriteFrameNumber(byte[] out, int offset, int frameNumber) {
        BigEndian.put16(out, offset + FRAME_NUMBER_OFFSET, frameNumber);
    }

    /** Bit i: decode target i is being sent. */
    public int activeDecodeTargets() {
        return used.activeTargets();
    }

    @Override
    public boolean startsKeyframe() {
        return startOfFrame && structurePresent && spatialLayer == 0;
    }

    @Override
    public boolean startsFrame() {
        return startOfFrame && spatialLayer == 0;
    }

    @Override
    public boolean endsFrame() {
        return endOfFrame;
    }

    @Override
    public int spatialLayer() {
        return spatialLayer;
    }

    @Override
    public int temporalLayer() {
        return temporalLayer;
    }

    /** Who does not decode the frame that brought the structure still needs it to read the rest. */
    @Override
    public int neededBy() {
        return neededBy;
    }

    /**
     * Where there is a switch indication, except for the frame's own layers: what it says there counts only for those who
     * have the frames before it, unless it begins anew.
     */
    @Override
    public int switchPoints() {
        return switchPoints;
    }

    @Override
    public int spatialLayers() {
        return used.spatialLayers();
    }

    @Override
    public int width(int spatial) {
        return used.width(spatial);
    }

    @Override
    public int height(int spatial) {
        return used.height(spatial);
    }
}
