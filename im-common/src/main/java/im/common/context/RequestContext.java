package im.common.context;

/// Who asks, and under which operation (`reference/ops.md` 3.7). Bound to the running request as a
/// scoped value: [#current()] works in every method that a request reaches, on its own thread.
///
/// @param operationID trace id of the request, cut after 256 characters: it travels in every
///   header; empty only outside of any request
/// @param opUserID acting user; empty for internal work
/// @param platform name of the acting user's platform, such as `Web`; empty when unknown
/// @param connID gateway connection the request came through; empty when none
/// @param temporaryAdmin an internal caller acts with the rights of an app admin in this call
public record RequestContext(
    String operationID, String opUserID, String platform, String connID, boolean temporaryAdmin) {
  /// Outside of any request.
  public static final RequestContext NONE = new RequestContext("", "", "", "", false);

  private static final int MAX_OPERATION_ID = 256;
  private static final ScopedValue<RequestContext> CURRENT = ScopedValue.newInstance();

  public RequestContext {
    if (operationID.length() > MAX_OPERATION_ID) {
      operationID = operationID.substring(0, MAX_OPERATION_ID);
    }
  }

  /// The context of the running request, or [#NONE].
  public static RequestContext current() {
    return CURRENT.orElse(NONE);
  }

  /// A context of internal work or of a user whose platform does not matter.
  public static RequestContext of(String operationID, String opUserID) {
    return new RequestContext(operationID, opUserID, "", "", false);
  }

  /// The same request with the rights of an app admin, for calls that a service makes on its own.
  public RequestContext asAdmin() {
    return new RequestContext(operationID, opUserID, platform, connID, true);
  }

  /// Calls `task` with the rights of an app admin: what a service asks on its own need not be
  /// allowed to the one for whom it works.
  public static <T, X extends Throwable> T callAsAdmin(ScopedValue.CallableOp<? extends T, X> task)
      throws X {
    return current().asAdmin().call(task);
  }

  /// As [#callAsAdmin], without a result.
  public static void runAsAdmin(Runnable task) {
    current().asAdmin().run(task);
  }

  /// The same request under another trace id.
  public RequestContext withOperationID(String newOperationID) {
    return new RequestContext(newOperationID, opUserID, platform, connID, temporaryAdmin);
  }

  /// The same request from another platform.
  public RequestContext withPlatform(String newPlatform) {
    return new RequestContext(operationID, opUserID, newPlatform, connID, temporaryAdmin);
  }

  /// The same request through another connection.
  public RequestContext withConnID(String newConnID) {
    return new RequestContext(operationID, opUserID, platform, newConnID, temporaryAdmin);
  }

  /// Runs `task` with this context as the current one.
  public void run(Runnable task) {
    ScopedValue.where(CURRENT, this).run(task);
  }

  /// Calls `task` with this context as the current one and gives its result.
  public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> task) throws X {
    return ScopedValue.where(CURRENT, this).call(task);
  }

  /// A task that runs with this context, whichever thread runs it.
  public Runnable wrap(Runnable task) {
    return () -> run(task);
  }
}
