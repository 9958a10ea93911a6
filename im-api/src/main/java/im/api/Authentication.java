package im.api;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.http.HttpRequest;
import im.common.message.Platform;
import im.proto.auth.AuthGrpc.AuthBlockingStub;
import im.proto.auth.parseTokenReq;
import im.proto.auth.parseTokenResp;
import java.util.List;

/// Who calls: the headers that every POST must bring (`reference/rest-api.md` 2.2, 2.3).
final class Authentication {
  /// Prefixes, not whole paths, as the reference has it.
  private static final List<String> WITHOUT_TOKEN =
      List.of("/auth/get_admin_token", "/auth/parse_token");

  private final AuthBlockingStub auth;

  Authentication(AuthBlockingStub auth) {
    this.auth = auth;
  }

  /// The context of a POST request.
  ///
  /// @throws im.common.error.ImException 1001 when a header is missing; 1501 to 1507 as the token
  ///   is
  RequestContext authenticate(HttpRequest request) {
    String operationID = request.header("operationID");
    if (operationID.isEmpty()) {
      throw ErrorCode.ARGS.because("header must have operationID");
    }
    RequestContext anonymous = RequestContext.of(operationID, "");
    if (WITHOUT_TOKEN.stream().anyMatch(request.path()::startsWith)) {
      return anonymous;
    }
    String token = request.header("token");
    if (token.isEmpty()) {
      throw ErrorCode.ARGS.because("header must have token");
    }
    parseTokenResp claims =
        anonymous.call(() -> auth.parseToken(parseTokenReq.newBuilder().setToken(token).build()));
    Platform platform = Platform.of(claims.getPlatformID());
    return RequestContext.of(operationID, claims.getUserID())
        .withPlatform(platform == null ? "" : platform.wireName());
  }
}
