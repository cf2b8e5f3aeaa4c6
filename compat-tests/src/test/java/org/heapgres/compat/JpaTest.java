package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.LockModeType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.cfg.Configuration;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;

/** Hibernate, which makes its own schema, and Spring Data JPA on top of it. */
final class JpaTest {
  private static EmbeddedHeapgres heapgres;
  private static EntityManagerFactory factory;

  /** A value of an entity. */
  enum Genre {
    NOVEL,
    POETRY
  }

  /** Two columns of an entity. */
  @Embeddable
  static class Address {
    String street;
    String city;
  }

  /** An author of books. */
  @Entity(name = "Author")
  @Table(name = "authors", indexes = @Index(columnList = "name"))
  static class Author {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Version int version;

    @Column(nullable = false, unique = true, length = 80)
    String name;

    @Embedded Address address;

    @OneToMany(mappedBy = "author", cascade = CascadeType.ALL, orphanRemoval = true)
    List<Book> books = new ArrayList<>();

    @ElementCollection Set<String> nicknames = new HashSet<>();

    Author() {}

    Author(String name) {
      this.name = name;
    }
  }

  /** A book with a sequence's key. */
  @Entity(name = "Book")
  @Table(name = "books")
  static class Book {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    Long id;

    String title;

    @Enumerated(EnumType.STRING)
    Genre genre;

    @Column(precision = 10, scale = 2)
    BigDecimal price;

    @ManyToOne(fetch = FetchType.LAZY)
    Author author;

    @ManyToMany Set<Book> related = new HashSet<>();

    Book() {}

    Book(Author author, String title, Genre genre, String price) {
      this.author = author;
      this.title = title;
      this.genre = genre;
      this.price = new BigDecimal(price);
    }
  }

  /** A column of every type. */
  @Entity(name = "Every")
  @Table(name = "everything")
  static class Every {
    @Id @GeneratedValue UUID id;
    boolean flag;
    byte tiny;
    short small;
    int medium;
    long big;
    float single;
    double twice;
    char letter;
    BigDecimal number;
    java.math.BigInteger whole;
    String text;

    @Column(length = 100_000)
    String longText;

    byte[] bytes;
    LocalDate date;
    LocalTime time;
    LocalDateTime moment;
    OffsetDateTime zoned;
    Instant instant;
    Duration duration;
    Genre ordinal;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> json;

    String[] words;
    List<Integer> numbers;
  }

  /** Spring's way to books. */
  interface Books extends JpaRepository<Book, Long> {
    List<Book> findByGenreAndPriceLessThanOrderByTitle(Genre genre, BigDecimal price);

    List<Book> findByTitleContainingIgnoreCase(String part);

    @Query(
        "select b.genre as genre, count(b) as count, avg(b.price) from Book b group by b.genre order by 1")
    List<Object[]> byGenre();

    @Query(
        value = "SELECT title FROM books WHERE price > ?1 ORDER BY price DESC",
        nativeQuery = true)
    List<String> dearer(BigDecimal price);

    @Modifying
    @Query("update Book b set b.price = b.price * 2 where b.genre = :genre")
    int raise(Genre genre);

    boolean existsByTitle(String title);

    long deleteByGenre(Genre genre);
  }

  @BeforeAll
  static void start() {
    heapgres = EmbeddedHeapgres.start();
    factory = configuration("create").buildSessionFactory();
  }

  @AfterAll
  static void stop() {
    factory.close();
    heapgres.close();
  }

  private static Configuration configuration(String schema) {
    return new Configuration()
        .addAnnotatedClass(Author.class)
        .addAnnotatedClass(Book.class)
        .addAnnotatedClass(Every.class)
        .setProperty("hibernate.connection.url", heapgres.jdbcUrl())
        .setProperty("hibernate.connection.username", "postgres")
        .setProperty("hibernate.hbm2ddl.auto", schema)
        .setProperty("hibernate.jdbc.batch_size", "20")
        .setProperty("hibernate.timezone.default_storage", "NORMALIZE_UTC");
  }

  @BeforeEach
  void books() {
    inTransaction(
        em -> {
          em.createNativeQuery("TRUNCATE authors, books, books_books, everything, author_nicknames")
              .executeUpdate();
          Author ann = new Author("Ann");
          ann.nicknames.addAll(Set.of("A", "Annie"));
          ann.address = new Address();
          ann.address.city = "Berlin";
          for (int i = 1; i <= 25; i++) {
            ann.books.add(
                new Book(
                    ann,
                    "Book " + (char) ('A' + i - 1),
                    i % 5 == 0 ? Genre.POETRY : Genre.NOVEL,
                    i + ".50"));
          }
          em.persist(ann);
          em.persist(new Author("Bob"));
        });
  }

  private static void inTransaction(Consumer<EntityManager> work) {
    with(
        em -> {
          work.accept(em);
          return null;
        });
  }

  private static <T> T with(Function<EntityManager, T> work) {
    try (EntityManager em = factory.createEntityManager()) {
      em.getTransaction().begin();
      try {
        T result = work.apply(em);
        em.getTransaction().commit();
        return result;
      } catch (RuntimeException e) {
        if (em.getTransaction().isActive()) {
          em.getTransaction().rollback();
        }
        throw e;
      }
    }
  }

  private static Author author(EntityManager em, String name) {
    return em.createQuery("from Author where name = :name", Author.class)
        .setParameter("name", name)
        .getSingleResult();
  }

  @Test
  @Tag("Hibernate")
  void theSchemaMadeIsTheSchemaWanted() {
    configuration("validate").buildSessionFactory().close();
    configuration("update").buildSessionFactory().close();
  }

  @Test
  @Tag("Hibernate")
  void objectsAndTheirCollectionsComeBack() {
    inTransaction(
        em -> {
          Author ann = author(em, "Ann");
          assertEquals(25, ann.books.size());
          assertEquals(Set.of("A", "Annie"), ann.nicknames);
          assertEquals("Berlin", ann.address.city);
          assertNull(author(em, "Bob").address);
          ann.books.removeIf(book -> book.genre == Genre.POETRY);
          ann.nicknames.remove("A");
        });
    inTransaction(
        em -> {
          assertEquals(20, author(em, "Ann").books.size());
          assertEquals(1, author(em, "Ann").version);
        });
  }

  @Test
  @Tag("Hibernate")
  void everyTypeComesBack() {
    Every every = new Every();
    every.flag = true;
    every.tiny = -1;
    every.small = -2;
    every.medium = -3;
    every.big = Long.MIN_VALUE;
    every.single = 1.5f;
    every.twice = -0.1;
    every.letter = 'ß';
    every.number = new BigDecimal("12345678901234.50");
    every.whole = new java.math.BigInteger("123456789012345678901234567890");
    every.text = "grüße 😀";
    every.longText = "x".repeat(90_000);
    every.bytes = new byte[] {0, 1, -1};
    every.date = LocalDate.of(2024, 2, 29);
    every.time = LocalTime.of(23, 59, 59);
    every.moment = LocalDateTime.of(1999, 12, 31, 23, 59, 59, 123_456_000);
    every.zoned = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    every.instant = Instant.parse("2026-05-06T07:08:09.123456Z");
    every.duration = Duration.ofMillis(1234);
    every.ordinal = Genre.POETRY;
    every.json = Map.of("a", List.of(1, 2), "b", "x");
    every.words = new String[] {"a", "b,c", null};
    every.numbers = List.of(1, 2, 3);
    inTransaction(em -> em.persist(every));
    inTransaction(
        em -> {
          Every found = em.find(Every.class, every.id);
          assertTrue(found.flag);
          assertEquals(every.big, found.big);
          assertEquals(every.letter, found.letter);
          assertEquals(0, every.number.compareTo(found.number));
          assertEquals(every.whole, found.whole);
          assertEquals(every.text, found.text);
          assertEquals(every.longText, found.longText);
          assertEquals(List.of((byte) 0, (byte) 1, (byte) -1), bytes(found.bytes));
          assertEquals(every.date, found.date);
          assertEquals(every.time, found.time);
          assertEquals(every.moment, found.moment);
          assertEquals(every.zoned.toInstant(), found.zoned.toInstant());
          assertEquals(every.instant, found.instant);
          assertEquals(every.duration, found.duration);
          assertEquals(every.ordinal, found.ordinal);
          assertEquals(every.json, found.json);
          assertEquals(java.util.Arrays.asList(every.words), java.util.Arrays.asList(found.words));
          assertEquals(every.numbers, found.numbers);
        });
  }

  private static List<Byte> bytes(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte b : bytes) {
      list.add(b);
    }
    return list;
  }

  @Test
  @Tag("Hibernate")
  void queriesPageJoinGroupAndFetch() {
    inTransaction(
        em -> {
          assertEquals(
              List.of("Book F", "Book G", "Book H", "Book I", "Book J"),
              em.createQuery("select b.title from Book b order by b.title", String.class)
                  .setFirstResult(5)
                  .setMaxResults(5)
                  .getResultList());
          assertEquals(
              25,
              em.createQuery("from Author a join fetch a.books", Author.class)
                  .getResultList()
                  .getFirst()
                  .books
                  .size());
          List<Object[]> groups =
              em.createQuery(
                      "select b.genre, count(*), sum(b.price), max(b.title) from Book b"
                          + " group by b.genre having count(*) > 1 order by b.genre",
                      Object[].class)
                  .getResultList();
          assertEquals(2, groups.size());
          assertEquals(20L, groups.getFirst()[1]);
          assertEquals(
              1L,
              em.createQuery(
                      "select count(a) from Author a where exists (select 1 from Book b where"
                          + " b.author = a and b.price > :p)",
                      Long.class)
                  .setParameter("p", new BigDecimal(20))
                  .getSingleResult());
          assertEquals(
              3,
              em.createQuery(
                      "select b.title, rank() over (partition by b.genre order by b.price desc) as r"
                          + " from Book b order by r, b.title fetch first 3 rows only",
                      Object[].class)
                  .getResultList()
                  .size());
          var criteria = em.getCriteriaBuilder().createQuery(Book.class);
          var root = criteria.from(Book.class);
          criteria
              .where(
                  em.getCriteriaBuilder()
                      .like(em.getCriteriaBuilder().lower(root.get("title")), "%k c"),
                  root.get("genre").in(Genre.NOVEL, Genre.POETRY))
              .orderBy(em.getCriteriaBuilder().desc(root.get("price")));
          assertEquals(1, em.createQuery(criteria).getResultList().size());
          try (Stream<Book> stream =
              em.createQuery("from Book", Book.class)
                  .setHint("org.hibernate.fetchSize", 4)
                  .getResultStream()) {
            assertEquals(25, stream.count());
          }
        });
  }

  @Test
  @Tag("Hibernate")
  void bulkStatementsAndBatches() {
    inTransaction(
        em -> {
          assertEquals(
              5,
              em.createQuery("update Book set price = price + 1 where genre = :g")
                  .setParameter("g", Genre.POETRY)
                  .executeUpdate());
          assertEquals(20, em.createQuery("delete from Book where genre = NOVEL").executeUpdate());
          Author bob = author(em, "Bob");
          for (int i = 0; i < 100; i++) {
            em.persist(new Book(bob, "batch " + i, Genre.NOVEL, "1"));
          }
          em.createQuery(
                  "insert into Author (name, version) select concat(a.name, '2'), 0 from Author a")
              .executeUpdate();
        });
    long books =
        with(em -> em.createQuery("select count(*) from Book", Long.class).getSingleResult());
    assertEquals(105, books);
    assertNotNull(with(em -> author(em, "Bob2")));
  }

  @Test
  @Tag("Hibernate")
  void oldVersionsAreRefused() {
    try (EntityManager one = factory.createEntityManager();
        EntityManager two = factory.createEntityManager()) {
      one.getTransaction().begin();
      two.getTransaction().begin();
      author(one, "Bob").name = "Bob the first";
      author(two, "Bob").name = "Bob the second";
      one.getTransaction().commit();
      assertThrows(OptimisticLockException.class, () -> two.getTransaction().commit());
    }
  }

  @Test
  @Tag("Hibernate")
  void rowsAreLocked() {
    try (EntityManager one = factory.createEntityManager();
        EntityManager two = factory.createEntityManager()) {
      one.getTransaction().begin();
      Author bob = author(one, "Bob");
      one.lock(bob, LockModeType.PESSIMISTIC_WRITE);
      two.getTransaction().begin();
      assertThrows(
          PersistenceException.class,
          () ->
              two.find(
                  Author.class,
                  bob.id,
                  LockModeType.PESSIMISTIC_WRITE,
                  Map.of("jakarta.persistence.lock.timeout", 0)));
      two.getTransaction().rollback();
      two.getTransaction().begin();
      assertEquals(
          List.of("Ann"),
          two.createQuery("select a.name from Author a", String.class)
              .unwrap(org.hibernate.query.SelectionQuery.class)
              .setHibernateLockMode(org.hibernate.LockMode.UPGRADE_SKIPLOCKED)
              .getResultList());
      two.getTransaction().rollback();
      one.getTransaction().rollback();
    }
  }

  @Test
  @Tag("Hibernate")
  void brokenConstraintsAreNamed() {
    var broken =
        assertThrows(
            org.hibernate.exception.ConstraintViolationException.class,
            () -> inTransaction(em -> em.persist(new Author("Ann"))));
    assertNotNull(broken.getConstraintName());
    assertEquals("23505", broken.getSQLState());
  }

  @Test
  @Tag("spring-data-jpa")
  void springDataDerivesPagesAndChanges() {
    inTransaction(
        em -> {
          Books books = new JpaRepositoryFactory(em).getRepository(Books.class);
          assertEquals(
              List.of("Book E", "Book J"),
              books
                  .findByGenreAndPriceLessThanOrderByTitle(Genre.POETRY, new BigDecimal(12))
                  .stream()
                  .map(book -> book.title)
                  .toList());
          var page = books.findAll(PageRequest.of(2, 10, Sort.by("title").descending()));
          assertEquals(3, page.getTotalPages());
          assertEquals("Book E", page.getContent().getFirst().title);
          assertEquals(1, books.findByTitleContainingIgnoreCase("BOOK A").size());
          assertEquals(2, books.byGenre().size());
          assertEquals("Book Y", books.dearer(new BigDecimal(20)).getFirst());
          assertEquals(5, books.raise(Genre.POETRY));
          assertTrue(books.existsByTitle("Book B"));
          assertEquals(5, books.deleteByGenre(Genre.POETRY));
          assertEquals(20, books.count());
          books.saveAll(List.of(new Book(author(em, "Bob"), "new", Genre.NOVEL, "3")));
          books.deleteAllInBatch(books.findAllById(List.of(1L)));
        });
  }
}
