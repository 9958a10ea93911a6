package im.standalone.e2e;

import java.util.List;

/// A running server, however it was started.
interface ServerUnderTest extends AutoCloseable {

  /// Base URL of the REST API.
  String api();

  /// URLs of all gateways.
  List<String> ws();

  @Override
  void close();
}
