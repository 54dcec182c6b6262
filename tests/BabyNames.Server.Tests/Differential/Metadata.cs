using System.Text.Json;
using System.Xml.Linq;

namespace BabyNames.Server.Tests.Differential;

/// <summary>Reads the row sets and their columns from the metadata of the server.</summary>
internal sealed class Metadata(DifferentialFixture server)
{
    private static readonly XNamespace Edm = "http://docs.oasis-open.org/odata/ns/edm";

    /// <summary>The tables and views by entity set.</summary>
    private static readonly Dictionary<string, string> Tables = new()
    {
        ["NameStatistics"] = "name_statistics_view",
        ["Countries"] = "countries",
        ["Names"] = "names_view",
        ["YearTotals"] = "year_totals_view",
        ["Decades"] = "decade_statistics_view",
        ["GenderProbabilities"] = "gender_probabilities",
        ["Datasets"] = "datasets_view",
    };

    /// <summary>Further tables, to which navigation properties refer.</summary>
    private static readonly Dictionary<string, string> Referenced = new() { ["Years"] = "years", ["DistinctNames"] = "distinct_names" };

    private static readonly Dictionary<string, (string Sql, string GraphQL)> Renamed = new()
    {
        ["NameStatistics.Births"] = ("total_count", "count"),
        ["Decades.Births"] = ("total_count", "count"),
        ["Names.Births"] = ("count", "count"),
        ["GenderProbabilities.Births"] = ("total_count", "count"),
        ["GenderProbabilities.FemaleBirths"] = ("female_count", "femaleCount"),
        ["GenderProbabilities.MaleBirths"] = ("male_count", "maleCount"),
        ["YearTotals.Births"] = ("births", "count"),
        ["YearTotals.FewestBirths"] = ("smallest_count", "smallestCount"),
        ["YearTotals.MostBirths"] = ("largest_count", "largestCount"),
        ["Datasets.Source"] = ("parser_type", "parserType"),
    };

    private readonly Dictionary<string, Dictionary<string, string>> _inputs = [];
    private readonly Dictionary<string, string> _connections = [];

    public async Task<IReadOnlyList<RowSet>> ReadAsync()
    {
        await IntrospectAsync();
        var schema = XDocument.Parse(await server.Client.GetStringAsync("/odata/$metadata"));
        var types = schema.Descendants(Edm + "EntityType").ToDictionary(type => (string)type.Attribute("Name")!);
        var sets = schema
            .Descendants(Edm + "EntitySet")
            .Where(set => Tables.ContainsKey((string)set.Attribute("Name")!))
            .Select(set => Set(set, types))
            .ToList();
        Assert.Equal(Tables.Keys.Order(), sets.Select(set => set.Name).Order());
        foreach (var (from, column) in sets.SelectMany(set => set.Columns.Select(column => (set.From, column))))
        {
            var found = await server.SqlAsync(
                $"SELECT DISTINCT {column.Sql} AS value FROM {from} WHERE {column.Sql} IS NOT NULL ORDER BY value LIMIT 2000"
            );
            column.Values.AddRange(found.Select(row => row[0]));
        }
        return sets;
    }

    private RowSet Set(XElement set, Dictionary<string, XElement> types)
    {
        var name = (string)set.Attribute("Name")!;
        var type = types[((string)set.Attribute("EntityType")!).Split('.')[1]];
        var connection = _connections.ContainsKey(Camel(name)) ? Camel(name) : null;
        var entity = connection is null ? null : _connections[connection];
        List<RowSetColumn> columns = [.. type.Elements(Edm + "Property").Select(property => Column(name, entity, property))];
        var joins = "";
        foreach (var relation in set.Elements(Edm + "NavigationPropertyBinding"))
        {
            var (path, target) = ((string)relation.Attribute("Path")!, (string)relation.Attribute("Target")!);
            var navigation = type.Elements(Edm + "NavigationProperty").Single(property => (string)property.Attribute("Name")! == path);
            // The random conditions do not contain dates.
            columns.AddRange(
                types[((string)navigation.Attribute("Type")!).Split('.')[1]]
                    .Elements(Edm + "Property")
                    .Where(property => (string)property.Attribute("Type")! != "Edm.Date")
                    .Select(property => Column(target, path == "Country" ? entity : null, property, path))
            );
            joins +=
                $" JOIN {(Tables.GetValueOrDefault(target) ?? Referenced[target])} {Snake(path)} ON "
                + string.Join(
                    " AND ",
                    navigation
                        .Elements(Edm + "ReferentialConstraint")
                        .Select(pair =>
                            $"{Snake(path)}.{Snake((string)pair.Attribute("ReferencedProperty")!)} = "
                            + $"r.{Snake((string)pair.Attribute("Property")!)}"
                        )
                );
        }
        var key = type.Element(Edm + "Key")!
            .Elements()
            .Select(part => columns.Find(column => column.OData == (string)part.Attribute("Name")!)!)
            .ToList();
        // Only rows that are not deleted are served.
        var rows = name is "Names" or "Datasets" ? $"(SELECT * FROM {Tables[name]} WHERE deleted_at IS NULL)" : Tables[name];
        return new(name, connection, entity, $"{rows} r{joins}", key, columns);
    }

    /// <param name="set">The entity set that has the property.</param>
    /// <param name="relation">The navigation property that leads to the entity set; null for properties of the row set itself.</param>
    private RowSetColumn Column(string set, string? entity, XElement property, string? relation = null)
    {
        var name = (string)property.Attribute("Name")!;
        var type = (string)property.Attribute("Type")!;
        var (column, field) = Renamed.TryGetValue($"{set}.{name}", out var renamed) ? renamed : (Snake(name), Camel(name));
        var path = Path(entity, relation is null ? [field] : ["country", field]);
        var sql = $"{(relation is null ? "r" : Snake(relation))}.{column}";
        var filter = path is null ? null : Field($"{entity}FilterInput", path, "FilterInput");
        var sort = path is null ? null : Field($"{entity}SortInput", path, "SortInput");
        var allowed = property
            .Descendants(Edm + "PropertyValue")
            .Where(value => (string?)value.Attribute("Property") == "Value")
            .Select(value => (string)value.Attribute("String")!)
            .ToList();
        return new(
            relation is null ? name : $"{relation}/{name}",
            type,
            (string?)property.Attribute("Nullable") != "false",
            type == "Edm.String" ? $"({sql})::TEXT COLLATE \"C\"" : sql,
            path,
            filter is null ? new HashSet<string>() : _inputs[filter].Keys.ToHashSet(),
            sort == "SortEnumType",
            allowed.Count > 0 ? allowed : null
        );
    }

    /// <summary>Returns the path of a column in GraphQL filters. If the filter has no copy of a column of the country, the path leads
    /// through the country. Null if the filter has neither field.</summary>
    private string[]? Path(string? entity, string[] path)
    {
        if (entity is null || Field($"{entity}FilterInput", path, "FilterInput") is not null)
            return entity is null ? null : path;
        string[]? instead = path[0] switch
        {
            "countryCode" => ["country", "code"],
            "countryName" => ["country", "name"],
            _ => null,
        };
        return instead is not null && Field($"{entity}FilterInput", instead, "FilterInput") is not null ? instead : null;
    }

    /// <returns>The name of the type of an input field; null if the input type has no such field.</returns>
    private string? Field(string input, string[] path, string suffix) =>
        path.Length == 2
            ? _inputs[input].ContainsKey(path[0])
                ? Field($"Country{suffix}", path[1..], suffix)
                : null
            : _inputs[input].GetValueOrDefault(path[0]);

    private async Task IntrospectAsync()
    {
        const string Type = "type { name ofType { name ofType { name ofType { name } } } }";
        var schema = (
            await server.DataAsync(
                $$"""{ __schema { queryType { fields { name args { name {{Type}} } } } types { name inputFields { name {{Type}} } } } }""",
                key: server.AdminKey
            )
        ).GetProperty("__schema");
        foreach (
            var type in schema
                .GetProperty("types")
                .EnumerateArray()
                .Where(type => type.GetProperty("inputFields").ValueKind == JsonValueKind.Array)
        )
        {
            _inputs[type.GetProperty("name").GetString()!] = type.GetProperty("inputFields")
                .EnumerateArray()
                .ToDictionary(field => field.GetProperty("name").GetString()!, TypeName);
        }
        foreach (var field in schema.GetProperty("queryType").GetProperty("fields").EnumerateArray())
        {
            var where = field
                .GetProperty("args")
                .EnumerateArray()
                .FirstOrDefault(argument => argument.GetProperty("name").GetString() == "where");
            if (where.ValueKind == JsonValueKind.Object)
                _connections[field.GetProperty("name").GetString()!] = TypeName(where).Replace("FilterInput", "", StringComparison.Ordinal);
        }
    }

    private static string TypeName(JsonElement element)
    {
        var type = element.GetProperty("type");
        while (type.GetProperty("name").ValueKind == JsonValueKind.Null)
            type = type.GetProperty("ofType");
        return type.GetProperty("name").GetString()!;
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Snake(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(letter) : $"{letter}"));
}
