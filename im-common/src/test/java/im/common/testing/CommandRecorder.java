package im.common.testing;

import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/// The embedded MongoDB of the tests, which can note what it is asked and how much it gives away:
/// by that a test shows that the cost of a question is that of its answer.
public final class CommandRecorder extends H2Backend {
  private static volatile @Nullable List<Command> recorded;

  CommandRecorder() {
    super(MVStore.open(null));
  }

  /// One command.
  ///
  /// @param name such as `find`, `getMore`, `aggregate`
  /// @param collection the collection it is about
  /// @param rows how many documents the answer had
  public record Command(String name, String collection, int rows) {
    /// How many documents of a collection these commands brought.
    public static int rows(List<Command> commands, String collection) {
      return of(commands, collection).stream().mapToInt(Command::rows).sum();
    }

    /// Those of the commands that are about a collection.
    public static List<Command> of(List<Command> commands, String collection) {
      return commands.stream().filter(each -> each.collection().equals(collection)).toList();
    }
  }

  static synchronized List<Command> during(Runnable action) {
    List<Command> commands = new CopyOnWriteArrayList<>();
    recorded = commands;
    try {
      action.run();
    } finally {
      recorded = null;
    }
    return List.copyOf(commands);
  }

  @Override
  public Document handleMessage(MongoMessage message) {
    Document answer = super.handleMessage(message);
    List<Command> commands = recorded;
    if (commands != null) {
      commands.add(command(message.getDocument(), answer));
    }
    return answer;
  }

  private static Command command(Document asked, Document answer) {
    String name = asked.keySet().iterator().next();
    Object collection = name.equals("getMore") ? asked.get("collection") : asked.get(name);
    return new Command(name, String.valueOf(collection), rows(answer));
  }

  private static int rows(Document answer) {
    if (!(answer.get("cursor") instanceof Document cursor)) {
      return 0;
    }
    Object batch =
        cursor.containsKey("firstBatch") ? cursor.get("firstBatch") : cursor.get("nextBatch");
    return batch instanceof Collection<?> rows ? rows.size() : 0;
  }
}
