package io.zvonok.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatingPointsTest {
    @Test
    void namesEachPairOfLayersByOnePoint() {
        for (int point = 0; point < OperatingPoints.COUNT; point++) {
            assertThat(OperatingPoints.point(OperatingPoints.spatialLayer(point), OperatingPoints.temporalLayer(point)))
                    .isEqualTo(point);
        }
        assertThat(OperatingPoints.point(7, 7)).isEqualTo(OperatingPoints.COUNT - 1);
    }

    @Test
    void findsTheSetsThatALayerBelongsTo() {
        for (int s = 0; s < 8; s++) {
            for (int t = 0; t < 8; t++) {
                int spatial = Math.min(s, 3);
                int temporal = Math.min(t, 3);
                for (int point = 0; point < OperatingPoints.COUNT; point++) {
                    int pointSpatial = OperatingPoints.spatialLayer(point);
                    int pointTemporal = OperatingPoints.temporalLayer(point);
                    assertThat(OperatingPoints.contains(OperatingPoints.from(s, t), point))
                            .isEqualTo(pointSpatial >= spatial && pointTemporal >= temporal);
                    assertThat(OperatingPoints.contains(OperatingPoints.ofSpatialLayer(s, t), point))
                            .isEqualTo(pointSpatial == spatial && pointTemporal >= temporal);
                    assertThat(OperatingPoints.contains(OperatingPoints.ofTemporalLayer(t), point))
                            .isEqualTo(pointTemporal == temporal);
                }
                assertThat(OperatingPoints.from(s, t) & ~OperatingPoints.ALL).isZero();
            }
        }
    }
}
