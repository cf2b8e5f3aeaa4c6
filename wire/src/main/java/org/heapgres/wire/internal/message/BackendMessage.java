package org.heapgres.wire.internal.message;

/**
 * What the server sends, apart from rows, which go from vectors to bytes without an object each.
 */
public sealed interface BackendMessage
    permits Startup.NegotiateProtocolVersion,
        Startup.ParameterStatus,
        Startup.BackendKeyData,
        Authentication.CleartextPassword,
        Authentication.Ok,
        Authentication.Sasl,
        Authentication.SaslContinue,
        Authentication.SaslFinal,
        SimpleQueryProtocol.ReadyForQuery,
        SimpleQueryProtocol.CommandComplete,
        SimpleQueryProtocol.EmptyQueryResponse,
        SimpleQueryProtocol.RowDescription,
        ExtendedQueryProtocol.ParseComplete,
        ExtendedQueryProtocol.BindComplete,
        ExtendedQueryProtocol.CloseComplete,
        ExtendedQueryProtocol.NoData,
        ExtendedQueryProtocol.ParameterDescription,
        ExtendedQueryProtocol.PortalSuspended,
        CopyProtocol.CopyInResponse,
        CopyProtocol.CopyOutResponse,
        CopyProtocol.CopyDone,
        Reports.ErrorResponse,
        Reports.NoticeResponse,
        Reports.NotificationResponse {

  char type();

  /** Writes the body; the frame is the writer's. */
  default void encode(MessageWriter out) {}
}
