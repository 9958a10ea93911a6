package im.msggateway.handshake;

import im.msggateway.codec.WireFormat;
import im.msggateway.session.Logins;
import im.msggateway.session.SessionFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/// What the handshakes of all connections share.
///
/// @param timeout for the request to arrive
/// @param executor gives a virtual thread to each task
public record Handshakes(
    ConnectionLimit limit,
    TokenCheck tokens,
    WireFormat.All formats,
    SessionFactory sessions,
    Logins logins,
    Duration timeout,
    Clock clock,
    Executor executor,
    MeterRegistry meters) {}
