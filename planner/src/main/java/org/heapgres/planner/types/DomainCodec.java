package org.heapgres.planner.types;

import java.nio.ByteBuffer;

/**
 * A domain: the values of its base type; what comes in from outside is checked against the domain's
 * constraints, as by domain_in. Within expressions the check is an operator of its own.
 */
public final class DomainCodec extends TypeCodec {
  private final int domain;
  private final int typmod;
  private final PgType root;

  /**
   * @param domain oid of the domain
   * @param typmod of its base type
   * @param root the type below all domains
   */
  DomainCodec(int domain, int typmod, PgType root) {
    this.domain = domain;
    this.typmod = typmod;
    this.root = root;
  }

  DomainCodec collated(Collation collation) {
    return new DomainCodec(domain, typmod, root.collated(collation));
  }

  /** The type below all domains. */
  public PgType root() {
    return root;
  }

  @Override
  public Object parseText(String text, int ignored, FormatSettings settings) {
    return checked(root.parseText(text, typmod, settings), settings);
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int ignored, FormatSettings settings) {
    return checked(root.parseBinary(bytes, typmod, settings), settings);
  }

  private Object checked(Object datum, FormatSettings settings) {
    settings.environment().checkDomain(domain, datum);
    return datum;
  }

  @Override
  public Object keyForm(Object datum) {
    return root.codec().keyForm(datum);
  }

  @Override
  public boolean keptInKeys() {
    return root.codec().keptInKeys();
  }

  @Override
  public long edition() {
    return root.codec().edition();
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return root.text(datum, settings);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    root.writeBinary(datum, settings, out);
  }

  @Override
  public int compare(Object left, Object right) {
    return root.compare(left, right);
  }

  @Override
  public boolean equal(Object left, Object right) {
    return root.equal(left, right);
  }

  @Override
  public int hash(Object datum) {
    return root.hash(datum);
  }

  @Override
  public boolean comparable() {
    return root.codec().comparable();
  }

  @Override
  public Object coerce(Object datum, int ignored, boolean explicit) {
    return root.coerce(datum, typmod, explicit);
  }

  @Override
  public void writeText(Object datum, FormatSettings settings, WireBuffer out) {
    root.writeText(datum, settings, out);
  }

  @Override
  public void writeText(boolean value, FormatSettings settings, WireBuffer out) {
    root.codec().writeText(value, settings, out);
  }

  @Override
  public void writeText(int value, FormatSettings settings, WireBuffer out) {
    root.codec().writeText(value, settings, out);
  }

  @Override
  public void writeText(long value, FormatSettings settings, WireBuffer out) {
    root.codec().writeText(value, settings, out);
  }

  @Override
  public void writeText(double value, FormatSettings settings, WireBuffer out) {
    root.codec().writeText(value, settings, out);
  }

  @Override
  public void writeBinary(boolean value, FormatSettings settings, WireBuffer out) {
    root.codec().writeBinary(value, settings, out);
  }

  @Override
  public void writeBinary(int value, FormatSettings settings, WireBuffer out) {
    root.codec().writeBinary(value, settings, out);
  }

  @Override
  public void writeBinary(long value, FormatSettings settings, WireBuffer out) {
    root.codec().writeBinary(value, settings, out);
  }

  @Override
  public void writeBinary(double value, FormatSettings settings, WireBuffer out) {
    root.codec().writeBinary(value, settings, out);
  }
}
