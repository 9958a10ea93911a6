package im.rpc.msg.third;

import static im.common.rpc.Replies.reply;

import im.common.error.ErrorCode;
import im.proto.third.AccessURLReq;
import im.proto.third.AccessURLResp;
import im.proto.third.AuthSignReq;
import im.proto.third.AuthSignResp;
import im.proto.third.CompleteFormDataReq;
import im.proto.third.CompleteFormDataResp;
import im.proto.third.CompleteMultipartUploadReq;
import im.proto.third.CompleteMultipartUploadResp;
import im.proto.third.DeleteLogsReq;
import im.proto.third.DeleteLogsResp;
import im.proto.third.DeleteOutdatedDataReq;
import im.proto.third.DeleteOutdatedDataResp;
import im.proto.third.FcmUpdateTokenReq;
import im.proto.third.FcmUpdateTokenResp;
import im.proto.third.InitiateFormDataReq;
import im.proto.third.InitiateFormDataResp;
import im.proto.third.InitiateMultipartUploadReq;
import im.proto.third.InitiateMultipartUploadResp;
import im.proto.third.PartLimitReq;
import im.proto.third.PartLimitResp;
import im.proto.third.PartSizeReq;
import im.proto.third.PartSizeResp;
import im.proto.third.SearchLogsReq;
import im.proto.third.SearchLogsResp;
import im.proto.third.SetAppBadgeReq;
import im.proto.third.SetAppBadgeResp;
import im.proto.third.UploadLogsReq;
import im.proto.third.UploadLogsResp;
import im.proto.third.thirdGrpc;
import io.grpc.stub.StreamObserver;

/// The gRPC surface `openim.third.third`: what a request has to be is checked here, then its room
/// is asked.
final class ThirdEndpoint extends thirdGrpc.thirdImplBase {
  private final Devices devices;
  private final ClientLogs logs;
  private final ObjectNames names;
  private final ObjectStorage objects;

  ThirdEndpoint(Devices devices, ClientLogs logs, ObjectNames names, ObjectStorage objects) {
    this.devices = devices;
    this.logs = logs;
    this.names = names;
    this.objects = objects;
  }

  @Override
  public void fcmUpdateToken(FcmUpdateTokenReq request, StreamObserver<FcmUpdateTokenResp> out) {
    devices.keepToken(request);
    reply(out, FcmUpdateTokenResp.getDefaultInstance());
  }

  @Override
  public void setAppBadge(SetAppBadgeReq request, StreamObserver<SetAppBadgeResp> out) {
    devices.setBadge(request);
    reply(out, SetAppBadgeResp.getDefaultInstance());
  }

  @Override
  public void uploadLogs(UploadLogsReq request, StreamObserver<UploadLogsResp> out) {
    logs.upload(request);
    reply(out, UploadLogsResp.getDefaultInstance());
  }

  @Override
  public void deleteLogs(DeleteLogsReq request, StreamObserver<DeleteLogsResp> out) {
    logs.delete(request.getLogIDsList());
    reply(out, DeleteLogsResp.getDefaultInstance());
  }

  @Override
  public void searchLogs(SearchLogsReq request, StreamObserver<SearchLogsResp> out) {
    reply(out, logs.search(request));
  }

  @Override
  public void partLimit(PartLimitReq request, StreamObserver<PartLimitResp> out) {
    reply(out, objects.partLimit());
  }

  @Override
  public void partSize(PartSizeReq request, StreamObserver<PartSizeResp> out) {
    reply(out, PartSizeResp.newBuilder().setSize(objects.partSize(request.getSize())).build());
  }

  @Override
  public void initiateMultipartUpload(
      InitiateMultipartUploadReq request, StreamObserver<InitiateMultipartUploadResp> out) {
    names.check(request.getName());
    reply(out, objects.initiate(request));
  }

  @Override
  public void authSign(AuthSignReq request, StreamObserver<AuthSignResp> out) {
    reply(out, objects.sign(request));
  }

  @Override
  public void completeMultipartUpload(
      CompleteMultipartUploadReq request, StreamObserver<CompleteMultipartUploadResp> out) {
    names.check(request.getName());
    reply(out, objects.complete(request));
  }

  @Override
  public void accessURL(AccessURLReq request, StreamObserver<AccessURLResp> out) {
    String type = request.getQueryOrDefault("type", "");
    if (!type.isEmpty() && !type.equals("image")) {
      throw ErrorCode.ARGS.because("type: " + type + " (expected: image, or none)");
    }
    reply(out, objects.accessURL(request));
  }

  @Override
  public void initiateFormData(
      InitiateFormDataReq request, StreamObserver<InitiateFormDataResp> out) {
    if (request.getName().isEmpty()) {
      throw ErrorCode.ARGS.because("name: empty (expected: the name of an object)");
    }
    if (request.getSize() <= 0) {
      throw ErrorCode.ARGS.because("size: " + request.getSize() + " (expected: > 0)");
    }
    names.check(request.getName());
    reply(out, objects.initiateForm(request));
  }

  @Override
  public void completeFormData(
      CompleteFormDataReq request, StreamObserver<CompleteFormDataResp> out) {
    FormUpload upload = FormUpload.parse(request.getId());
    names.check(upload.name());
    reply(out, objects.completeForm(upload, request.getUrlPrefix()));
  }

  @Override
  public void deleteOutdatedData(
      DeleteOutdatedDataReq request, StreamObserver<DeleteOutdatedDataResp> out) {
    reply(
        out, DeleteOutdatedDataResp.newBuilder().setCount(objects.deleteOutdated(request)).build());
  }
}
