using BabyNames.Server.Errors;
using Kind = Microsoft.OData.Edm.EdmPrimitiveTypeKind;

namespace BabyNames.Server.Feeds.Tables;

/// <summary>Reads what rows are grouped by: properties, and <c>rollup(A,B,C)</c>, which groups by A, B and C, by A and B, and by
/// A, and where <c>$all</c> comes first, by nothing too.</summary>
internal sealed class GroupReader(Lexer lexer, QueryContext context, Relation rows)
{
    private const int MostKeys = 16;
    private const int MostSets = 100;

    private readonly List<(Column Column, string Sql)> _keys = [];
    private readonly List<string> _parts = [];
    private int _sets = 1;

    public IReadOnlyList<(Column Column, string Sql)> Keys => _keys;

    public bool HasRollup { get; private set; }

    /// <summary>Tells a row where a key is rolled up from one where it is null.</summary>
    public Column? Level { get; private set; }

    public void Read()
    {
        lexer.Expect("(");
        do
        {
            if (!lexer.Peek().Is("rollup"))
                _parts.Add(Key(isRolled: false));
            else
                Rollup();
        }
        while (lexer.TryTake(","));
        lexer.Expect(")");
        if (HasRollup)
            Level = new("", context.Names.Next(), Kind.Int32, IsNullable: false, IsDeclared: false);
    }

    public string ToSql() => string.Join(", ", _parts);

    private void Rollup()
    {
        var at = lexer.Take().At;
        HasRollup = true;
        lexer.Expect("(");
        var hasAll = lexer.TryTake("$all");
        var columns = new List<string>();
        if (!hasAll)
            columns.Add(Key(isRolled: true));
        while (lexer.TryTake(","))
            columns.Add(Key(isRolled: true));
        lexer.Expect(")");
        if (columns.Count + (hasAll ? 1 : 0) < 2)
            throw lexer.FaultAt(at, "rollup takes two steps or more, the first of which may be $all");
        var sets = Enumerable.Range(1, columns.Count).Select(steps => $"({string.Join(", ", columns.Take(steps))})").ToList();
        if (hasAll)
            sets.Add("()");
        _parts.Add($"GROUPING SETS ({string.Join(", ", sets)})");
        _sets *= sets.Count;
        if (_sets > MostSets)
            throw lexer.FaultAt(at, $"the rollups make {_sets} groupings; {MostSets} are the most");
    }

    private string Key(bool isRolled)
    {
        context.Count(lexer);
        var at = lexer.Peek().At;
        var path = PathReader.Read(lexer);
        var column = rows.Find(path) ?? throw (context.IsReference(path)
            ? lexer.FaultAt(at, $"rows are grouped by values: name a property of it, as in {path}/Name")
            : context.Missing(lexer, at, path, rows));
        if (_keys.Exists(key => key.Column.Path == column.Path))
            throw lexer.FaultAt(at, $"{column.Path} is there twice");
        if (_keys.Count == MostKeys)
            throw lexer.FaultAt(at, $"rows are grouped by {MostKeys} properties at most", ErrorCodes.InvalidQuery);
        var sql = column.Value.Sql;
        _keys.Add((column with { Name = context.Names.Next(), IsNullable = column.IsNullable || isRolled }, sql));
        return sql;
    }
}
