package im.api;

import im.common.lifecycle.ServiceMain;

/// Runs the REST interface as a process of its own.
public final class Main {
  private Main() {}

  /// Takes the options of every service: `-c DIR`, `-i INDEX`.
  public static void main(String[] args) {
    ServiceMain.run("im-api", null, ApiService::new, args);
  }
}
