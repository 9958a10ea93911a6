package im.msgtransfer.schedule;

/// One kind of clean-up, done in calls of limited size.
///
/// @param name its name in Redis, metrics and the log
/// @param limit how much one call removes at most
/// @param step does one call
record Job(String name, int limit, Step step) {
  /// One call.
  @FunctionalInterface
  interface Step {
    /// Removes up to a job's limit of what was too old at `due` (ms) and returns how much that was:
    /// less than the limit when there is no more.
    int run(long due);
  }
}
