using System.Reflection;
using System.Text.RegularExpressions;
using BabyNames.Server.Errors;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests;

public sealed class ErrorCodeTests
{
    [Fact]
    public void The_page_of_error_codes_lists_exactly_the_codes_of_the_program() =>
        Assert.Equal(
            Codes(typeof(SourceCodes)).Concat(Codes(typeof(ErrorCodes))).Order(),
            Regex
                .Matches(File.ReadAllText(Path.Combine(Repository.Folder, "docs", "errors.md")), @"^\| (BN\d+) \|", RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value)
                .Order()
        );

    [Fact]
    public void The_page_of_error_codes_lists_the_codes_of_GraphQL()
    {
        var code = new Regex("\\b(HC[0-9]{4}|[A-Z]+_[A-Z_]+)\\b");
        var used = Directory
            .EnumerateFiles(Path.Combine(Repository.Folder, "src", "BabyNames.GraphQL"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), $"\"{code}\""))
            .Select(match => match.Groups[1].Value)
            .Distinct();
        var listed = File.ReadLines(Path.Combine(Repository.Folder, "docs", "errors.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => code.Matches(line.Split('|')[1]))
            .Select(match => match.Value);
        Assert.Equal(used.Order(), listed.Order());
    }

    private static IEnumerable<string> Codes(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
}
