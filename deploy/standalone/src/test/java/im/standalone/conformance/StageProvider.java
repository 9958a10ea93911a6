package im.standalone.conformance;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import im.standalone.StandaloneServer;
import im.standalone.e2e.RestClient;
import im.standalone.e2e.TestData;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a [Stage] of its own on the one server, which the first test starts and the end
/// of the run stops.
final class StageProvider implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(StageProvider.class);

  /// The server with what looks into it.
  record Shared(StandaloneServer server, RestClient rest, MongoClient mongo)
      implements AutoCloseable {
    static Shared start() {
      try {
        StandaloneServer server =
            StandaloneServer.start(TestData.ephemeral(TestData.fresh("conformance")));
        return new Shared(
            server,
            new RestClient(server.apiAddress(), server.config().share().secret()),
            MongoClients.create(server.stores().mongo()));
      } catch (Exception e) {
        throw new IllegalStateException("the server does not start", e);
      }
    }

    @Override
    public void close() {
      mongo.close();
      server.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Stage.class;
  }

  @Override
  public Stage resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Shared shared =
        test.getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Shared.class, _ -> Shared.start(), Shared.class);
    Stage stage = new Stage(shared);
    test.getStore(NAMESPACE).put(Stage.class, stage);
    return stage;
  }
}
