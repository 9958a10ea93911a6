package im.common.error;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import im.proto.errinfo.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns any throwable into the coded error that an edge answers, and coded errors into what
/// travels between services (`reference/ops.md` 3.8): the code in `google.rpc.Status`, the detail
/// in `openim.protobuf.ErrorInfo`.
public final class ErrorTable {
  private static final Logger log = LoggerFactory.getLogger(ErrorTable.class);

  /// Trailer with the application status, read by Go peers too.
  public static final Metadata.Key<Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          new Metadata.BinaryMarshaller<>() {
            private final Metadata.BinaryMarshaller<Status> delegate =
                ProtoUtils.metadataMarshaller(Status.getDefaultInstance());

            @Override
            public byte[] toBytes(Status value) {
              return delegate.toBytes(value);
            }

            @Override
            public Status parseBytes(byte[] serialized) {
              return delegate.parseBytes(serialized);
            }
          });

  private ErrorTable() {}

  /// The coded error of `failure`. Something unexpected becomes 500 with an incident id as detail;
  /// its stack goes to the log under the same id and nowhere else.
  public static ImException of(Throwable failure) {
    Throwable cause = unwrap(failure);
    return switch (cause) {
      case ImException coded -> coded;
      case StatusRuntimeException status -> ofStatus(status);
      default -> unexpected(cause);
    };
  }

  /// The trailers that carry `error` to the caller of a gRPC method.
  public static Metadata trailers(ImException error) {
    Status.Builder status = Status.newBuilder().setCode(error.code()).setMessage(error.text());
    if (!error.detail().isEmpty()) {
      status.addDetails(Any.pack(ErrorInfo.newBuilder().setCause(error.detail()).build()));
    }
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, status.build());
    return trailers;
  }

  /// The standard gRPC status that goes with `error`, for peers that read nothing else.
  public static io.grpc.Status grpcStatus(ImException error) {
    io.grpc.Status status =
        switch (ErrorCode.of(error.code())) {
          case ARGS -> io.grpc.Status.INVALID_ARGUMENT;
          case NO_PERMISSION -> io.grpc.Status.PERMISSION_DENIED;
          case RECORD_NOT_FOUND, USER_ID_NOT_FOUND, GROUP_ID_NOT_FOUND -> io.grpc.Status.NOT_FOUND;
          case DUPLICATE_KEY, REGISTERED_ALREADY, GROUP_ID_EXISTED -> io.grpc.Status.ALREADY_EXISTS;
          case TOO_MANY_REQUESTS -> io.grpc.Status.RESOURCE_EXHAUSTED;
          case INTERNAL -> io.grpc.Status.INTERNAL;
          case null, default -> io.grpc.Status.UNKNOWN;
        };
    return status.withDescription(error.text());
  }

  private static ImException ofStatus(StatusRuntimeException failure) {
    Status details = details(failure.getTrailers());
    if (details != null && details.getCode() >= 100) {
      return new ImException(details.getCode(), details.getMessage(), cause(details));
    }
    io.grpc.Status status = failure.getStatus();
    String text = String.valueOf(status.getDescription());
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          new ImException(ErrorCode.INTERNAL.code(), "grpc service down, grpc message " + text, "");
      case UNIMPLEMENTED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED, INVALID_ARGUMENT ->
          ErrorCode.INTERNAL.because("rpc error: " + status.getCode() + ", " + text);
      default -> unexpected(failure);
    };
  }

  private static @Nullable Status details(@Nullable Metadata trailers) {
    return trailers == null ? null : trailers.get(DETAILS);
  }

  private static String cause(Status details) {
    for (Any any : details.getDetailsList()) {
      if (any.is(ErrorInfo.class)) {
        try {
          return any.unpack(ErrorInfo.class).getCause();
        } catch (InvalidProtocolBufferException e) {
          log.warn("unreadable error detail from a peer", e);
        }
      }
    }
    return "";
  }

  private static ImException unexpected(Throwable failure) {
    String incident = UUID.randomUUID().toString();
    log.error("incident {}", incident, failure);
    return ErrorCode.INTERNAL.because("incident " + incident);
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable current = failure;
    while ((current instanceof CompletionException || current instanceof ExecutionException)
        && current.getCause() != null) {
      current = current.getCause();
    }
    return current;
  }
}
