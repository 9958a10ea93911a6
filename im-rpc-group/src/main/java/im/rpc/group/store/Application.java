package im.rpc.group.store;

import im.common.message.HandleResult;

/// Somebody asks, or is proposed, to become a member; one row per group and user.
///
/// @param groupID group applied to
/// @param userID who would become a member
/// @param handleResult a [HandleResult]
/// @param reqMsg the applicant's words
/// @param handledMsg the answer's words
/// @param reqTime when it was made, ms
/// @param handleUserID who answered; empty while open
/// @param handledTime when it was answered, ms; 0 while open
/// @param joinSource 1 … 4, `reference/constants.tsv` joinSource
/// @param inviterUserID the member who proposed the user; empty when the user applied himself
/// @param ex opaque
public record Application(
    String groupID,
    String userID,
    int handleResult,
    String reqMsg,
    String handledMsg,
    long reqTime,
    String handleUserID,
    long handledTime,
    int joinSource,
    String inviterUserID,
    String ex) {
  /// A new, open application made at `reqTime`.
  public static Application open(
      String groupID,
      String userID,
      String reqMsg,
      long reqTime,
      int joinSource,
      String inviterUserID,
      String ex) {
    return new Application(
        groupID,
        userID,
        HandleResult.OPEN,
        reqMsg,
        "",
        reqTime,
        "",
        0,
        joinSource,
        inviterUserID,
        ex);
  }

  /// This application with its answer.
  public Application answered(int result, String message, String handler, long time) {
    return new Application(
        groupID,
        userID,
        result,
        reqMsg,
        message,
        reqTime,
        handler,
        time,
        joinSource,
        inviterUserID,
        ex);
  }
}
