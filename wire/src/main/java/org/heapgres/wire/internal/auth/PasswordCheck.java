package org.heapgres.wire.internal.auth;

import java.util.Optional;

/** A password as it is, for rules that say {@code password}; TLS should be around it. */
public final class PasswordCheck {
  private PasswordCheck() {}

  /** Whether the role's verifier was made of the password. Takes some milliseconds. */
  public static boolean matches(Optional<String> verifier, String password) {
    return verifier.flatMap(ScramVerifier::parse).filter(v -> v.isOf(password)).isPresent();
  }
}
