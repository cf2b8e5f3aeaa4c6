package org.heapgres.wire;

/** How a client proves that it may be the role it names. */
public enum AuthenticationMethod {
  /** Not at all: everybody who reaches the port is who he says. */
  TRUST,
  /** By a password that never crosses the wire (RFC 7677). */
  SCRAM_SHA_256;

  /** As in {@code pg_hba.conf} and on our command line. */
  @Override
  public String toString() {
    return switch (this) {
      case TRUST -> "trust";
      case SCRAM_SHA_256 -> "scram-sha-256";
    };
  }
}
