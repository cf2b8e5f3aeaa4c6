package org.heapgres.planner.catalog;

import java.util.Map;

/** Databases, roles, and who may do what, as stored. */
final class AccessShapes {
  private AccessShapes() {}

  static DatabaseEntry database(RecordForm<DatabaseEntry> form) {
    return new DatabaseEntry(
        form.number(DatabaseEntry::oid),
        form.text(DatabaseEntry::name),
        form.number(DatabaseEntry::owner),
        form.number(DatabaseEntry::storageId),
        form.truth(DatabaseEntry::template),
        form.truth(DatabaseEntry::allowConnections),
        form.number(DatabaseEntry::connectionLimit),
        form.text(DatabaseEntry::comment));
  }

  static Role role(RecordForm<Role> form) {
    return new Role(
        form.number(Role::oid),
        form.text(Role::name),
        form.truth(Role::superuser),
        form.truth(Role::inherit),
        form.truth(Role::createRole),
        form.truth(Role::createDatabase),
        form.truth(Role::login),
        form.truth(Role::replication),
        form.truth(Role::bypassRowSecurity),
        form.number(Role::connectionLimit),
        form.text(Role::verifier),
        form.optional(Role::validUntil),
        form.text(Role::comment));
  }

  static RoleSettings roleSettings(RecordForm<RoleSettings> form) {
    return new RoleSettings(
        form.number(RoleSettings::oid),
        form.number(RoleSettings::database),
        form.number(RoleSettings::role),
        form.map(RecordForm::textEntry, RoleSettings::values));
  }

  static Membership membership(RecordForm<Membership> form) {
    return new Membership(
        form.number(Membership::oid),
        form.number(Membership::role),
        form.number(Membership::member),
        form.number(Membership::grantor),
        form.truth(Membership::admin),
        form.truth(Membership::inherit),
        form.truth(Membership::set));
  }

  static Acl acl(RecordForm<Acl> form) {
    return new Acl(form.list(AccessShapes::aclItem, Acl::items));
  }

  static AclItem aclItem(RecordForm<AclItem> form) {
    return new AclItem(
        form.number(AclItem::grantee),
        form.number(AclItem::grantor),
        form.number(AclItem::privileges),
        form.number(AclItem::grantable));
  }

  static Grants grants(RecordForm<Grants> form) {
    return new Grants(
        form.number(Grants::oid),
        form.constant(Securable.class, Grants::kind),
        form.record(AccessShapes::acl, Grants::acl),
        form.map(AccessShapes::columnAcl, Grants::columns));
  }

  static DefaultPrivileges defaultPrivileges(RecordForm<DefaultPrivileges> form) {
    return new DefaultPrivileges(
        form.number(DefaultPrivileges::oid),
        form.number(DefaultPrivileges::role),
        form.number(DefaultPrivileges::schema),
        form.constant(Securable.class, DefaultPrivileges::kind),
        form.record(AccessShapes::acl, DefaultPrivileges::acl));
  }

  static Policy policy(RecordForm<Policy> form) {
    return new Policy(
        form.number(Policy::oid),
        form.text(Policy::name),
        form.number(Policy::table),
        form.letter(Policy::command),
        form.truth(Policy::permissive),
        form.numbers(Policy::roles),
        form.text(Policy::using),
        form.text(Policy::withCheck),
        form.text(Policy::comment));
  }

  static Map.Entry<Integer, Acl> columnAcl(RecordForm<Map.Entry<Integer, Acl>> form) {
    return Map.entry(
        form.number(Map.Entry::getKey), form.record(AccessShapes::acl, Map.Entry::getValue));
  }
}
