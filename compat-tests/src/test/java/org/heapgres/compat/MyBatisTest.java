package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.mapping.StatementType;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MyBatis: mapped statements, cursors, calls, keys. */
final class MyBatisTest extends JavaClient {
  /** What MyBatis maps to statements. */
  interface Authors {
    /** A row. */
    record Author(Integer id, String name, LocalDate born) {}

    @Insert("INSERT INTO author (name, born) VALUES (#{name}, #{born})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int add(Map<String, Object> author);

    @Select("SELECT id, name, born FROM author WHERE name LIKE #{pattern} ORDER BY name")
    List<Author> like(@Param("pattern") String pattern);

    @Update("UPDATE author SET born = #{born} WHERE name = #{name}")
    int born(@Param("name") String name, @Param("born") LocalDate born);

    @Delete("DELETE FROM author WHERE id = #{id}")
    int remove(int id);

    @Select(
        "<script>SELECT id, name, born FROM author WHERE name IN"
            + "<foreach item='n' collection='names' open='(' separator=',' close=')'>#{n}</foreach>"
            + "<if test='born != null'> AND born = #{born}</if> ORDER BY name</script>")
    List<Author> among(@Param("names") List<String> names, @Param("born") LocalDate born);

    @Options(fetchSize = 10)
    @Select("SELECT i FROM generate_series(1, 100) i")
    Cursor<Integer> numbers();

    @Options(statementType = StatementType.CALLABLE)
    @Select(
        "{#{result, mode=OUT, jdbcType=INTEGER} = call length(#{text, mode=IN, jdbcType=VARCHAR})}")
    void length(Map<String, Object> call);
  }

  private static SqlSessionFactory myBatis() {
    Configuration configuration =
        new Configuration(new Environment("test", new JdbcTransactionFactory(), source()));
    configuration.addMapper(Authors.class);
    return new SqlSessionFactoryBuilder().build(configuration);
  }

  @Test
  @Tag("MyBatis")
  void myBatisWritesStatementsAsItGoes() {
    try (SqlSession session = myBatis().openSession()) {
      Authors authors = session.getMapper(Authors.class);
      for (String name : List.of("Ann", "Bob", "Cid")) {
        authors.add(new java.util.HashMap<>(Map.of("name", name, "born", LocalDate.EPOCH)));
      }
      assertEquals(2, authors.among(List.of("Ann", "Cid", "Dan"), null).size());
      assertEquals(0, authors.among(List.of("Ann"), LocalDate.of(1980, 1, 2)).size());
      assertEquals("Bob", authors.among(List.of("Bob"), LocalDate.EPOCH).getFirst().name());
    }
  }

  @Test
  @Tag("MyBatis")
  void myBatisReadsThroughACursor() throws Exception {
    try (SqlSession session = myBatis().openSession();
        Cursor<Integer> numbers = session.getMapper(Authors.class).numbers()) {
      int sum = 0;
      for (int number : numbers) {
        sum += number;
      }
      assertEquals(5050, sum);
    }
  }

  @Test
  @Tag("MyBatis")
  void myBatisCallsFunctions() {
    try (SqlSession session = myBatis().openSession()) {
      Map<String, Object> call = new java.util.HashMap<>(Map.of("text", "four"));
      session.getMapper(Authors.class).length(call);
      assertEquals(4, call.get("result"));
    }
  }

  @Test
  @Tag("MyBatis")
  void myBatisLeavesNothingOfWhatFails() {
    SqlSessionFactory sessions = myBatis();
    try (SqlSession session = sessions.openSession()) {
      Authors authors = session.getMapper(Authors.class);
      authors.add(new java.util.HashMap<>(Map.of("name", "Ann", "born", LocalDate.EPOCH)));
      PersistenceException taken =
          assertThrows(
              PersistenceException.class,
              () ->
                  authors.add(
                      new java.util.HashMap<>(Map.of("name", "Ann", "born", LocalDate.EPOCH))));
      assertEquals("23505", ((SQLException) taken.getCause()).getSQLState());
      session.rollback();
      assertEquals(List.of(), authors.like("%"));
    }
  }

  @Test
  @Tag("MyBatis")
  void myBatisMapsRowsAndKeys() {
    SqlSessionFactory sessions = myBatis();
    Map<String, Object> ann =
        new java.util.HashMap<>(Map.of("name", "Ann", "born", LocalDate.of(1980, 1, 2)));
    try (SqlSession session = sessions.openSession()) {
      Authors authors = session.getMapper(Authors.class);
      assertEquals(1, authors.add(ann));
      assertNotNull(ann.get("id"));
      assertEquals(1, authors.born("Ann", LocalDate.of(1981, 3, 4)));
      assertEquals(LocalDate.of(1981, 3, 4), authors.like("A%").getFirst().born());
      session.commit();
    }
    try (SqlSession batch = sessions.openSession(ExecutorType.BATCH)) {
      Authors authors = batch.getMapper(Authors.class);
      for (int i = 0; i < 50; i++) {
        Map<String, Object> each = new java.util.HashMap<>();
        each.put("name", "B" + i);
        each.put("born", null);
        authors.add(each);
      }
      batch.commit();
      assertEquals(50, authors.like("B%").size());
      authors.remove((Integer) ann.get("id"));
      batch.rollback();
      assertEquals(1, authors.like("A%").size());
    }
  }
}
