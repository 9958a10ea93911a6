package im.msggateway.handshake;

import im.common.message.Platform;

/// What a client asks for when it connects, all of it checked but the token.
///
/// @param isCompressed gzip in both directions
/// @param isJson envelopes are JSON, else gob
/// @param wantsResult the result of the handshake comes as the first text frame
/// @param sdkVersion recorded only
record ConnectRequest(
    String token,
    String userID,
    Platform platform,
    String operationID,
    boolean isCompressed,
    boolean isJson,
    boolean wantsResult,
    String sdkVersion) {}
