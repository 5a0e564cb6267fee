package io.zvonok.signalling.session;

import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.testing.RestServer;
import io.zvonok.signalling.testing.RoomServiceContract;

/** The service in process. */
class RoomDeskTest extends RoomServiceContract {
    @Override
    protected RoomService service(RestServer of) {
        return of.desk;
    }
}
