using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.OData;
using Microsoft.OData.Edm;

namespace BabyNames.Server.Tests.OData;

/// <summary>Microsoft's OData reader reads every kind of response for each entity set, function, property and navigation property that the
/// metadata declares. The values that it returns equal the values in the text of the response.</summary>
public partial class ODataLibraryReaderTests(ODataFixture server) : IClassFixture<ODataFixture>
{
    /// <summary>The combinations of headers that the requests use in turn.</summary>
    private static readonly (string Name, string Value)[][] Forms =
    [
        [],
        [("OData-MaxVersion", "4.01")],
        [("Accept", "application/json;odata.metadata=full")],
        [("Accept", "application/json;odata.metadata=minimal;IEEE754Compatible=true")],
        [("Accept", "application/json;metadata=full;IEEE754Compatible=true"), ("OData-MaxVersion", "4.01")],
        [("Prefer", "omit-values=nulls"), ("OData-MaxVersion", "4.01")],
    ];

    private readonly List<string> _errors = [];
    private LibraryReader _reader = null!;
    private int _requestCount;

    [Fact]
    public Task The_library_reads_rows_with_query_options() =>
        OverSourcesAsync(
            async (source, type) =>
            {
                await AskAsync($"{source}");
                await AskAsync(With(source, "$top=2&$count=true&$skip=1"));
                await AskAsync(With(source, "$select=*&$top=2"));
                foreach (var property in type.StructuralProperties())
                {
                    await AskAsync(With(source, $"$top=2&$select={property.Name}"));
                    await AskAsync(
                        With(
                            source,
                            $"$top=2&$orderby={property.Name} desc&$select={property.Name},{type.StructuralProperties().First().Name}"
                        )
                    );
                    await AskAsync(With(source, $"$top=2&$orderby={Expression(property)} desc&$select={property.Name}"));
                    await AskAsync(With(source, $"$top=2&$filter={property.Name} ne null&$orderby={Expression(property)}"));
                }
            }
        );

    [Fact]
    public Task The_library_reads_computed_columns() =>
        OverSourcesAsync(
            async (source, type) =>
            {
                var index = 0;
                var expressions = type.StructuralProperties()
                    .SelectMany(property => Expressions(property).Select(expression => (expression, property.Name)));
                foreach (var (expression, name) in expressions)
                {
                    string[] queries =
                    [
                        $"$compute={expression} as X",
                        $"$compute={expression} as X&$select=X,{name}&$orderby=X desc&$count=true",
                        $"$apply=compute({expression} as X)",
                        $"$apply=compute({expression} as X)/groupby((X),aggregate($count as N))",
                    ];
                    // The test sends each expression in two of the queries, in turn.
                    await AskAsync(With(source, $"$top=2&{queries[index % 4]}"));
                    await AskAsync(With(source, $"$top=2&{queries[++index % 4]}"));
                }
            }
        );

    [Fact]
    public Task The_library_reads_groups_and_aggregates() =>
        OverSourcesAsync(
            async (source, type) =>
            {
                await AskAsync(With(source, "$apply=aggregate($count as N)"));
                var first = type.StructuralProperties().First().Name;
                foreach (var property in type.StructuralProperties())
                {
                    var name = property.Name;
                    await AskAsync(With(source, $"$top=2&$apply=groupby(({name}))"));
                    await AskAsync(
                        With(
                            source,
                            $"$top=2&$count=true&$apply=filter({name} ne null)/groupby(({name}),aggregate($count as N))/filter(N gt 0)"
                        )
                    );
                    await AskAsync(With(source, $"$apply=aggregate({name} with countdistinct as N)"));
                    foreach (var method in Methods(property))
                    {
                        await AskAsync(With(source, $"$apply=aggregate({name} with {method} as X)"));
                        await AskAsync(
                            With(source, $"$top=2&$apply=groupby(({first}),aggregate({name} with {method} as X))&$orderby=X desc")
                        );
                    }
                }
                foreach (var (path, _) in Paths(type))
                    await AskAsync(With(source, $"$top=2&$apply=groupby(({path}),aggregate($count as N))"));
            }
        );

    [Fact]
    public Task The_library_reads_expanded_entities() =>
        OverSourcesAsync(
            async (source, type) =>
            {
                foreach (var relation in type.NavigationProperties())
                {
                    var inner = relation.ToEntityType().StructuralProperties().Last().Name;
                    foreach (var expanded in new[] { "", "/$ref", $"($select={inner})", "($select=*)" }.Select(end => relation.Name + end))
                    {
                        await AskAsync(With(source, $"$top=2&$expand={expanded}"));
                        await AskAsync(With(source, $"$top=2&$expand={expanded}&$select={type.StructuralProperties().Last().Name}"));
                        await AskAsync(
                            With(source, $"$top=2&$expand={expanded}&$compute={Expression(type.StructuralProperties().First())} as X")
                        );
                        await AskAsync(
                            With(source, $"$top=2&$expand={expanded}&$orderby={Expression(type.StructuralProperties().First())}")
                        );
                    }
                }
                if (type.NavigationProperties().Any())
                {
                    await AskAsync(With(source, "$top=2&$expand=*"));
                    await AskAsync(With(source, "$top=2&$expand=*/$ref"));
                    await AskAsync(With(source, $"$top=2&$expand=*&$orderby={Expression(type.StructuralProperties().First())}"));
                }
                foreach (var (path, property) in Paths(type))
                    await AskAsync(
                        With(source, $"$top=2&$filter={path} ne null&$orderby={path}&$compute={Expression(property, path)} as X")
                    );
            }
        );

    /// <summary>The test requests the URLs that the library builds from the key of the first row.</summary>
    [Fact]
    public async Task The_library_reads_entities_properties_and_references()
    {
        await BeginAsync();
        var found = 0;
        foreach (var set in _reader.Model.EntityContainer.EntitySets())
        {
            var list = (await AskAsync($"{set.Name}?$top=1", form: 0))!;
            if (list.Rows is not [var row])
                continue;
            found++;
            var entity = list.Ids.Single()!.PathAndQuery.Replace("/odata/", "", StringComparison.Ordinal);
            Assert.Equal(row, (Dictionary<string, object?>)(await AskAsync(entity, form: 0))!.Value!);
            foreach (var end in new[] { "", "?$select=*", "/$ref", $"?$select={row.Keys.Last()}" })
                await AskAsync(entity + end);
            if (set.EntityType.NavigationProperties().Any())
                await AskAsync($"{entity}?$expand=*");
            foreach (var property in set.EntityType.StructuralProperties())
                await AskPropertyAsync($"{entity}/{property.Name}", row[property.Name]);
            foreach (var relation in set.EntityType.NavigationProperties())
            {
                await AskAsync($"{entity}/{relation.Name}");
                await AskAsync($"{entity}/{relation.Name}/$ref");
                await AskAsync($"{entity}?$expand={relation.Name}");
                await AskAsync($"{entity}?$expand={relation.Name}/$ref&$select={row.Keys.First()}");
            }
        }
        foreach (var singleton in _reader.Model.EntityContainer.Singletons())
            await AskAsync(singleton.Name);
        Assert.True(found > 7, $"The test found only {found} entity sets with rows.");
        End();
    }

    [Fact]
    public async Task The_library_reads_pages_counts_and_references_of_sets()
    {
        await BeginAsync();
        Assert.Equal(
            _reader.Model.EntityContainer.EntitySets().Select(set => set.Name),
            (List<string>)(await AskAsync("", form: 0))!.Value!
        );
        foreach (var (source, type) in await SourcesAsync())
        {
            var count = int.Parse((string)(await AskAsync($"{source}/$count", form: 0))!.Value!, CultureInfo.InvariantCulture);
            // The result has three pages. Each query uses another method of paging.
            var options = $"$filter={type.StructuralProperties().First().Name} ne null&$top={Math.Min(count, 7)}";
            string[] queries = ["", $"&$orderby={Expression(type.StructuralProperties().First())}", "&$compute=1 as One"];
            string[] references = source.Contains('(') ? [] : [$"{source}/$ref?{options}&$count=true"];
            foreach (var path in queries.Select(query => With(source, options + query)).Concat(references))
            {
                var rows = 0;
                for (var next = path; next is not null; )
                {
                    var page = (await AskAsync(next, ("Prefer", "odata.maxpagesize=3")))!;
                    rows += ((IList)page.Value!).Count;
                    next = page.Next?.PathAndQuery.Replace("/odata/", "", StringComparison.Ordinal);
                }
                Assert.Equal((path, Math.Min(count, 7)), (path, rows));
            }
        }
        End();
    }

    [Theory]
    [InlineData("Nothing", "BN404")]
    [InlineData("Names?$filter=Nothing eq 1", "BN400")]
    [InlineData("Names?$filter=geo.length(Name) eq 1", "BN501")]
    public async Task The_library_reads_errors(string path, string code)
    {
        await BeginAsync();
        Assert.Equal(code, (await AskAsync(path, form: 0))!.Value);
        End();
    }

    private async Task OverSourcesAsync(Func<string, IEdmStructuredType, Task> ask)
    {
        await BeginAsync();
        var sources = await SourcesAsync();
        Assert.Contains(sources, source => source.Source.StartsWith("NameTrend(", StringComparison.Ordinal));
        foreach (var (source, type) in sources)
            await ask(source, type);
        End();
    }

    private async Task BeginAsync() => _reader = await LibraryReader.CreateAsync(server.Client);

    private void End() =>
        Assert.True(
            _errors.Count == 0,
            $"The library refused {_errors.Count} of {_requestCount} responses:\n{string.Join('\n', _errors.Take(12))}"
        );

    /// <summary>Returns each entity set, and each function with the arguments of the connect page and with loaded years.</summary>
    private async Task<List<(string Source, IEdmStructuredType Type)>> SourcesAsync()
    {
        var page = WebUtility.HtmlDecode(await server.Client.GetStringAsync("/odata/connect"));
        var container = _reader.Model.EntityContainer;
        return
        [
            .. container.EntitySets().Select(set => (set.Name, (IEdmStructuredType)set.EntityType)),
            .. container
                .OperationImports()
                .Select(call =>
                    (
                        call.Name + Call(page.Split($"/odata/{call.Name}")[1].Split("</pre>")[0]),
                        ((IEdmCollectionType)call.Operation.GetReturn().Type.Definition).ElementType.ToStructuredType()
                    )
                ),
        ];
    }

    private static string Call(string example)
    {
        var year = 1880;
        return Year().Replace(example.Split('?')[0], _ => $"{year++}");
    }

    private static string With(string source, string options) => $"{source}?{options}";

    private Task<LibraryAnswer?> AskAsync(string path, int? form = null) => AskAsync(path, Forms[form ?? _requestCount % Forms.Length]);

    private async Task<LibraryAnswer?> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        _requestCount++;
        var (status, body, response) = await server.AskAsync(path, headers);
        using (response)
        {
            try
            {
                if (status != HttpStatusCode.NoContent)
                    return await _reader.ReadAsync(response, body);
            }
            catch (Exception exception)
            {
                var shown = body.Length > 400 ? body[..400] : body;
                _errors.Add($"{path} ({string.Join(' ', headers)}) {exception.GetType().Name}: {exception.Message}\n{shown}\n");
            }
            return null;
        }
    }

    private async Task AskPropertyAsync(string path, object? value)
    {
        var (status, body, _) = await server.AskAsync($"{path}/$value");
        Assert.Equal(value is null ? HttpStatusCode.NoContent : HttpStatusCode.OK, status);
        if (value is not null)
            Assert.Equal(value is string text ? text : ODataUriUtils.ConvertToUriLiteral(value, ODataVersion.V4).Trim('\''), body);
        if (value is not null)
            Assert.Equal(value, (await AskAsync(path))?.Value);
    }

    /// <summary>Returns the properties of the related entities with their paths.</summary>
    private static IEnumerable<(string Path, IEdmStructuralProperty Property)> Paths(IEdmStructuredType type) =>
        type.NavigationProperties()
            .SelectMany(relation =>
                relation.ToEntityType().StructuralProperties().Select(property => ($"{relation.Name}/{property.Name}", property))
            );

    private static string Expression(IEdmStructuralProperty property, string? path = null) => Expressions(property, path).First();

    private static string[] Expressions(IEdmStructuralProperty property, string? path = null)
    {
        var name = path ?? property.Name;
        return property.Type.PrimitiveKind() switch
        {
            EdmPrimitiveTypeKind.String => [$"length({name})", $"concat({name},'x')", $"contains({name},'a')", name],
            EdmPrimitiveTypeKind.Date => [$"year({name})", name],
            EdmPrimitiveTypeKind.DateTimeOffset =>
            [
                $"date({name})",
                $"time({name})",
                $"year({name})",
                $"fractionalseconds({name})",
                $"{name} sub 2020-01-01T00:00:00Z",
                name,
            ],
            EdmPrimitiveTypeKind.Boolean => [$"not {name}", name],
            EdmPrimitiveTypeKind.Guid => [$"cast({name},Edm.String)", name],
            _ =>
            [
                $"{name} add 1",
                $"{name} mul 1.5",
                $"{name} div 2e0",
                $"cast({name},Edm.Decimal)",
                $"cast({name},Edm.Int64)",
                $"cast({name},Edm.String)",
                $"{name} gt 1",
            ],
        };
    }

    private static string[] Methods(IEdmStructuralProperty property) =>
        property.Type.PrimitiveKind() switch
        {
            EdmPrimitiveTypeKind.Int32 or EdmPrimitiveTypeKind.Int64 or EdmPrimitiveTypeKind.Decimal => ["sum", "average", "min", "max"],
            EdmPrimitiveTypeKind.Date or EdmPrimitiveTypeKind.DateTimeOffset => ["min", "max"],
            _ => [],
        };

    [GeneratedRegex(@"\b(1[89]|20)\d\d\b")]
    private static partial Regex Year();
}
