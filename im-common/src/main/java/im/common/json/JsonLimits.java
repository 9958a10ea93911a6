package im.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// Parsers of JSON that clients wrote, bounded in what they hold.
///
/// Parsers keep the names of fields for the life of the process, up to 12,000 of them: short ones,
/// or a few requests could fill the heap. A token of three bytes becomes a node of a tree that
/// takes thirty times as much: so many, or one request could.
public final class JsonLimits {
  /// Characters of a field's name.
  public static final int MAX_NAME = 512;

  /// Tokens (values, names, brackets) of a document.
  public static final long MAX_TOKENS = 1_000_000;

  private JsonLimits() {}

  /// For a factory with settings of its own.
  public static JsonFactoryBuilder factory() {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNameLength(MAX_NAME)
                .maxTokenCount(MAX_TOKENS)
                .build());
  }

  /// A mapper with all defaults but these limits.
  public static JsonMapper mapper() {
    JsonFactory bounded = factory().build();
    return JsonMapper.builder(bounded).build();
  }
}
