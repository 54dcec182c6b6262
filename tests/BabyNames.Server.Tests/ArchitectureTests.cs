using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BabyNames.Data;
using BabyNames.GraphQLEngine;
using BabyNames.ODataEngine;
using BabyNames.Queries;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;
using Microsoft.Extensions.Logging;

namespace BabyNames.Server.Tests;

/// <summary>Tests that the dependencies between projects, and between the folders within a project, have no cycle and that class names of
/// the tests are unique.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Source = Path.Combine(Repository.Folder, "src");

    private static readonly Assembly[] Assemblies =
    [
        typeof(Server).Assembly,
        typeof(GraphQLLimits).Assembly,
        typeof(ODataLimits).Assembly,
        typeof(RowQuery).Assembly,
        typeof(Databases).Assembly,
        typeof(SourceLimits).Assembly,
    ];

    [Theory]
    [InlineData("BabyNames.Sources")]
    [InlineData("BabyNames.Data", "BabyNames.Sources")]
    [InlineData("BabyNames.Queries")]
    [InlineData("BabyNames.GraphQL", "BabyNames.Queries")]
    [InlineData("BabyNames.OData", "BabyNames.Queries")]
    [InlineData("BabyNames.Server", "BabyNames.Data", "BabyNames.GraphQL", "BabyNames.OData", "BabyNames.Queries")]
    public void A_project_references_only_those_below_it(string project, params string[] references)
    {
        var file = XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"));
        Assert.Equal(
            references,
            file.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
        );
    }

    [Fact]
    public void Only_the_engine_uses_the_GraphQL_library() =>
        Assert.DoesNotContain(
            typeof(Server).Assembly.GetReferencedAssemblies(),
            assembly => assembly.Name!.StartsWith("GraphQL", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("BabyNames.Sources")]
    [InlineData("BabyNames.Data")]
    [InlineData("BabyNames.Queries")]
    [InlineData("BabyNames.GraphQL")]
    [InlineData("BabyNames.OData")]
    [InlineData("BabyNames.Server")]
    public void Folders_of_a_project_form_no_cycle(string project)
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Source, project), "*.cs", SearchOption.AllDirectories)
            .Select(file =>
                (
                    Parts: Path.GetRelativePath(Path.Combine(Source, project), file).Split(Path.DirectorySeparatorChar),
                    Text: File.ReadAllText(file)
                )
            )
            // Files in the root folder of the project compose the other files, or all other files use them.
            .Where(file => file.Parts.Length > 1 && file.Parts[0] is not ("bin" or "obj"))
            .Select(file => new SourceText(file.Parts[0], Path.GetFileNameWithoutExtension(file.Parts[^1]), file.Text))
            .ToList();
        Assert.NotEmpty(files);
        var root =
            XDocument.Load(Path.Combine(Source, project, $"{project}.csproj")).Descendants("RootNamespace").FirstOrDefault()?.Value
            ?? project;
        Assert.Null(FindCycle(Uses(root, files)));
    }

    [Fact]
    public void A_cycle_is_found_through_usings_and_qualified_names()
    {
        SourceText[] files =
        [
            new("Names", "NameFeed", "using Product.Feeds;\nnamespace Product.Names;"),
            new("Feeds", "EntitySet", "namespace Product.Feeds;\ninternal sealed class EntitySet { object Rows => new Search.Words(); }"),
            new("Search", "Words", "using static Product.Names.NameFeed;\nnamespace Product.Search;"),
        ];
        Assert.Equal("Names -> Feeds -> Search -> Names", FindCycle(Uses("Product", files)));
        Assert.Null(FindCycle(Uses("Product", files[..2])));
    }

    /// <summary>A call with more than five arguments is hard to read. Records that only hold data may have more. A constructor may have
    /// seven, because a container passes its dependencies.</summary>
    [Fact]
    public void Members_have_at_most_five_parameters()
    {
        const int maximum = 5;
        const int maximumOfConstructors = 7;
        // When a member has fewer parameters, remove its name. Do not add names.
        string[] known =
        [
            // A container passes these parameters, which are dependencies.
            "FirstRun.ctor",
            // Callers pass these optional arguments by name.
            "SourceFile.ctor",
            // These members declare fields with their names, descriptions, types and functions.
            "AdminMutations.AdminMutation",
            "AdminMutations.RowMutation",
            "ConnectionTypes.Add",
            "ConventionSchema.Connection",
            "ConventionSchema.Mutation",
            // These members are steps of one request.
            "GraphQLEndpoint.ExecuteAsync",
            "ODataEndpoint.AdmitAsync",
            "SliceConflict.FindAsync",
            "TableWriter.Write",
        ];
        Assert.Equal(
            known.Order(StringComparer.Ordinal),
            Assemblies
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type =>
                    !type.IsDefined(typeof(CompilerGeneratedAttribute))
                    && type.Namespace?.StartsWith("BabyNames", StringComparison.Ordinal) == true
                )
                .SelectMany(type =>
                    Members(type)
                        .Where(member => member.GetParameters().Length > (member.IsConstructor ? maximumOfConstructors : maximum))
                        .Select(member => $"{type.Name.Split('`')[0]}.{member.Name.TrimStart('.')}")
                )
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<MethodBase> Members(Type type)
    {
        const BindingFlags all =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        if (type.IsSubclassOf(typeof(Delegate)))
            return [type.GetMethod("Invoke")!];
        var isRecord = type.GetMethod("<Clone>$", all) is not null || type.IsValueType && type.GetMethod("PrintMembers", all) is not null;
        return type.GetMethods(all)
            .Where(method => !method.Name.Contains('<', StringComparison.Ordinal))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            // The parameters of a log method are the values of its message.
            .Where(method => !method.IsDefined(typeof(LoggerMessageAttribute)))
            .Where(method => !isRecord || method.Name != "Deconstruct")
            .Concat<MethodBase>(isRecord ? [] : type.GetConstructors(all));
    }

    [Fact]
    public void Class_names_are_unique_over_the_test_projects()
    {
        var names = TestFiles()
            .SelectMany(file => Declaration().Matches(file.Text).Select(match => (Name: match.Groups["name"].Value, file.Path)))
            .Distinct()
            .ToLookup(declaration => declaration.Name, declaration => declaration.Path);
        Assert.NotEmpty(names);
        Assert.Empty(names.Where(name => name.Count() > 1).Select(name => $"{name.Key}: {string.Join(", ", name)}"));
    }

    [Fact]
    public void A_test_class_has_a_file_of_its_name() =>
        Assert.DoesNotContain(
            TestFiles().SelectMany(file => Declaration().Matches(file.Text).Select(match => (Name: match.Groups["name"].Value, file.Path))),
            declaration =>
                declaration.Name.EndsWith("Tests", StringComparison.Ordinal)
                && declaration.Name != Path.GetFileNameWithoutExtension(declaration.Path)
        );

    [Fact]
    public void A_fixture_is_named_Fixture() =>
        Assert.All(
            TestFiles().SelectMany(file => FixtureUse().Matches(file.Text)).Select(match => match.Groups["name"].Value),
            name => Assert.EndsWith("Fixture", name, StringComparison.Ordinal)
        );

    /// <summary>Returns the C# files of the test projects with their paths in the repository.</summary>
    private static IEnumerable<(string Path, string Text)> TestFiles() =>
        Directory
            .EnumerateFiles(Path.Combine(Repository.Folder, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Repository.Folder, file), File: file))
            .Where(file => !file.Path.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj", "node_modules"]).Any())
            .Select(file => (file.Path, File.ReadAllText(file.File)));

    /// <param name="root">The root namespace of the project.</param>
    /// <returns>The folders by name, each with the folders that its files use.</returns>
    private static Dictionary<string, HashSet<string>> Uses(string root, IReadOnlyCollection<SourceText> files)
    {
        var folders = files.Select(file => file.Folder).ToHashSet();
        var types = files.Select(file => (file.Folder, file.Type)).ToHashSet();
        var usings = new Regex($@"^using (?:static |\w+ = )?{Regex.Escape(root)}\.(?<folder>\w+)", RegexOptions.Multiline);
        return files
            .GroupBy(file => file.Folder)
            .ToDictionary(
                folder => folder.Key,
                folder =>
                    folder
                        .SelectMany(file =>
                            usings
                                .Matches(file.Text)
                                .Select(match => match.Groups["folder"].Value)
                                .Concat(
                                    Qualified()
                                        .Matches(file.Text)
                                        .Where(match => types.Contains((match.Groups["folder"].Value, match.Groups["type"].Value)))
                                        .Select(match => match.Groups["folder"].Value)
                                )
                        )
                        .Where(used => used != folder.Key && folders.Contains(used))
                        .ToHashSet()
            );
    }

    /// <returns>The folders of a cycle in order; null if there is no cycle.</returns>
    private static string? FindCycle(Dictionary<string, HashSet<string>> uses)
    {
        var done = new HashSet<string>();

        string? Visit(string folder, List<string> path)
        {
            if (path.IndexOf(folder) is >= 0 and var begin)
                return string.Join(" -> ", path[begin..].Append(folder));
            if (!done.Add(folder))
                return null;
            List<string> longer = [.. path, folder];
            return uses[folder].Select(used => Visit(used, longer)).FirstOrDefault(cycle => cycle is not null);
        }

        return uses.Keys.Select(folder => Visit(folder, [])).FirstOrDefault(cycle => cycle is not null);
    }

    [GeneratedRegex(@"(?<![\w.])(?<folder>[A-Z]\w*)\.(?<type>[A-Z]\w*)")]
    private static partial Regex Qualified();

    [GeneratedRegex(
        @"^ *(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly) )+"
            + @"(?:class|record struct|record|struct|interface|enum) (?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(@"I(?:Class|Collection)Fixture<(?:\w+\.)*(?<name>\w+)>")]
    private static partial Regex FixtureUse();

    private sealed record SourceText(string Folder, string Type, string Text);
}
