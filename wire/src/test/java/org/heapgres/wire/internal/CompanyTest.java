package org.heapgres.wire.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CompanyTest {
  private final Company company = Company.ofThisLoop();
  private final Object one = new Object();
  private final Object other = new Object();

  private void hearForAWhile(Object client) {
    for (int i = 0; i < 100; i++) {
      company.hear(client);
    }
  }

  @Test
  void whoTalksForAWhileIsTheOnlyOne() {
    company.hear(one);
    assertFalse(company.isOnly(one));
    hearForAWhile(one);
    assertTrue(company.isOnly(one));
    assertFalse(company.isOnly(other));
  }

  @Test
  void oneMessageOfAnotherEndsThat() {
    hearForAWhile(one);
    company.hear(other);
    assertFalse(company.isOnly(one));
    company.hear(one);
    assertFalse(company.isOnly(one));
  }

  @Test
  void whoIsGoneIsNobody() {
    hearForAWhile(one);
    company.forget(other);
    assertTrue(company.isOnly(one));
    company.forget(one);
    assertFalse(company.isOnly(one));
  }
}
