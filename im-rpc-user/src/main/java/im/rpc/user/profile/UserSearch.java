package im.rpc.user.profile;

import static im.common.mongo.DocumentFields.number;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import im.common.error.ErrorCode;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// Lists and counts over all users, for app admins.
public final class UserSearch {
  private static final Document BY_ID = new Document("_id", 1);
  private static final List<Integer> ORDINARY_LEVELS = List.of(0, 1);
  private static final Pattern REGEX_SIGN = Pattern.compile("[^\\p{L}\\p{N}_]");

  private final MongoCollection<Document> users;
  private final UserStore store;

  /// Reads collection `user`.
  public UserSearch(Mongo mongo, UserStore store) {
    users = mongo.collection("user");
    this.store = store;
  }

  /// Counts of registrations.
  ///
  /// @param total all users
  /// @param before users registered before the span
  /// @param perDay UTC day as `YYYY-MM-DD` to registrations, for days of the span that have any
  public record Registrations(long total, long before, Map<String, Long> perDay) {}

  /// Ordinary users whose id or nickname contains what is asked, whatever the case; an empty text
  /// is not looked for, and without any text all are found.
  public Paged<User> ordinary(String userID, String nickname, Page page) {
    List<Bson> wanted = new ArrayList<>();
    if (!userID.isEmpty()) {
      wanted.add(contains(User.USER_ID, userID));
    }
    if (!nickname.isEmpty()) {
      wanted.add(contains(User.NICKNAME, nickname));
    }
    Bson levels = Filters.in(User.LEVEL, ORDINARY_LEVELS);
    return find(wanted.isEmpty() ? levels : Filters.and(levels, Filters.or(wanted)), page);
  }

  /// Notification accounts, without the ids of `exceptUserIDs`: those of exactly `level`, or all of
  /// level 3 and more when it is null; those with this very nickname, or all when it is empty.
  public Paged<User> notificationAccounts(
      String nickname,
      @Nullable Integer level,
      List<String> exceptUserIDs,
      int lowestLevel,
      Page page) {
    List<Bson> filters = new ArrayList<>();
    filters.add(Filters.gte(User.LEVEL, lowestLevel));
    filters.add(Filters.nin(User.USER_ID, exceptUserIDs));
    if (level != null) {
      filters.add(Filters.eq(User.LEVEL, level));
    }
    if (!nickname.isEmpty()) {
      filters.add(Filters.eq(User.NICKNAME, nickname));
    }
    return find(Filters.and(filters), page);
  }

  /// Ids of all users of all levels.
  public Paged<String> allIDs(Page page) {
    long total = users.estimatedDocumentCount();
    // To find nothing beyond the end would take a walk over all users.
    List<String> shown =
        page.isPast(total)
            ? List.of()
            : page.of(
                users.find().projection(Projections.include(User.USER_ID)).sort(BY_ID),
                row -> row.get(User.USER_ID, ""));
    return new Paged<>(total, shown);
  }

  /// The users whose ids are keys of `aliases`, sorted by alias, or by nickname where the alias is
  /// empty.
  public List<User> sorted(Map<String, String> aliases, boolean ascending) {
    Comparator<User> byName =
        Comparator.comparing(user -> {
          String alias = aliases.getOrDefault(user.userID(), "");
          return alias.isEmpty() ? user.nickname() : alias;
        });
    return store.findAll(aliases.keySet()).stream()
        .sorted(ascending ? byName : byName.reversed())
        .toList();
  }

  /// Registrations from `start` on and before `end`, unix milliseconds. Throws 1001 when `start` is
  /// after `end`.
  public Registrations registrations(long start, long end) {
    if (start > end) {
      throw ErrorCode.ARGS.because("start: " + start + " (expected: <= end, " + end + ")");
    }
    Bson inSpan =
        Filters.and(
            Filters.gte(User.CREATE_TIME, new Date(start)),
            Filters.lt(User.CREATE_TIME, new Date(end)));
    Document day =
        new Document(
            "$dateToString",
            new Document("format", "%Y-%m-%d").append("date", "$" + User.CREATE_TIME));
    Map<String, Long> perDay = new TreeMap<>();
    users
        .aggregate(
            List.of(
                new Document("$match", inSpan),
                new Document(
                    "$group", new Document("_id", day).append("count", new Document("$sum", 1L)))))
        .forEach(row -> perDay.put(row.getString("_id"), number(row, "count")));
    return new Registrations(
        users.estimatedDocumentCount(),
        users.countDocuments(Filters.lt(User.CREATE_TIME, new Date(start))),
        perDay);
  }

  private Paged<User> find(Bson filter, Page page) {
    return Paged.counted(
        page,
        page.of(users.find(filter).sort(BY_ID), User::of),
        () -> users.countDocuments(filter));
  }

  private static Bson contains(String field, String text) {
    // The text is taken literally.
    String literal = REGEX_SIGN.matcher(text).replaceAll("\\\\$0");
    return Filters.regex(field, Pattern.compile(literal, Pattern.CASE_INSENSITIVE));
  }
}
