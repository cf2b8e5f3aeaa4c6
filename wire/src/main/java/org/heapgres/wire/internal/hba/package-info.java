/** Who may connect: pg_hba.conf and pg_ident.conf (manual, chapter 20). */
package org.heapgres.wire.internal.hba;
