namespace BabyNames.Server.Feeds.Tables;

/// <summary>Rows that SQL works out, one step of a query after another: each selects from the one before it, which it calls
/// <c>t</c>. PostgreSQL makes one of them again where it can.</summary>
internal abstract class Relation
{
    /// <summary>What no two rows have in common: pages follow its order in the end. Empty where there is one row.</summary>
    public abstract IReadOnlyList<Column> Key { get; }

    /// <summary>Those that an answer has when nothing is selected.</summary>
    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>Where the rows are not those of the feed but stand for them.</summary>
    public virtual TotalColumns? Totals => null;

    /// <summary>Whether they are groups of the feed's rows.</summary>
    public virtual bool IsGrouped => false;

    /// <summary>Of <c>FROM</c>; only once every column is known that is asked for.</summary>
    public abstract string ToSql();

    /// <param name="path">In any case: OData 4.01 writes names as declared, people do not.</param>
    /// <returns>Null when there is none.</returns>
    public abstract Column? Find(string path);
}

/// <summary>The rows of another one, with a condition, or with more columns.</summary>
/// <param name="added">With their SQL.</param>
internal sealed class Extended(Relation inner, IReadOnlyList<(Column Column, string Sql)> added, string? condition) : Relation
{
    public override IReadOnlyList<Column> Key => inner.Key;

    public override TotalColumns? Totals => inner.Totals;

    public override bool IsGrouped => inner.IsGrouped;

    public override IReadOnlyList<Column> Columns => [.. inner.Columns, .. added.Select(one => one.Column)];

    public override Column? Find(string path) =>
        added.FirstOrDefault(one => one.Column.Path.Equals(path, StringComparison.OrdinalIgnoreCase)).Column ?? inner.Find(path);

    public override string ToSql()
    {
        var columns = string.Concat(added.Select(one => $", {one.Sql} AS {one.Column.Name}"));
        return $"(SELECT t.*{columns} FROM {inner.ToSql()}{(condition is null ? "" : $" WHERE {condition}")}) AS t";
    }
}

/// <summary>Groups of the rows of another one.</summary>
/// <param name="keys">With the column of the inner rows that each is.</param>
/// <param name="level">Which of the keys are rolled up in a row, where any may be.</param>
/// <param name="grouping">Of <c>GROUP BY</c>; empty for one group of all.</param>
internal sealed class Grouped(
    Relation inner, IReadOnlyList<(Column Column, string Sql)> keys, Column? level, string grouping, IReadOnlyList<(Column Column, string Sql)> aggregates) : Relation
{
    private readonly List<Column> _columns = [.. keys.Concat(aggregates).Select(one => one.Column)];

    public override IReadOnlyList<Column> Key => [.. keys.Select(one => one.Column), .. level is null ? [] : new[] { level }];

    public override IReadOnlyList<Column> Columns => _columns;

    public override bool IsGrouped => true;

    public override Column? Find(string path) => _columns.Find(column => column.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    public override string ToSql()
    {
        var columns = keys.Concat(aggregates).Select(one => $"{one.Sql} AS {one.Column.Name}").ToList();
        if (level is not null)
            columns.Add($"GROUPING({string.Join(", ", keys.Select(key => key.Sql))}) AS {level.Name}");
        return $"(SELECT {string.Join(", ", columns)} FROM {inner.ToSql()}{(grouping.Length == 0 ? "" : $" GROUP BY {grouping}")}) AS t";
    }
}

/// <summary>The first rows of another one in an order.</summary>
internal sealed class Cut(Relation inner, string order, string limit) : Relation
{
    public override IReadOnlyList<Column> Key => inner.Key;

    public override IReadOnlyList<Column> Columns => inner.Columns;

    public override bool IsGrouped => inner.IsGrouped;

    public override Column? Find(string path) => inner.Find(path);

    public override string ToSql() => $"(SELECT t.* FROM {inner.ToSql()}{order}{limit}) AS t";
}
