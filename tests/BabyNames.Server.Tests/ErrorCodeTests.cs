using System.Reflection;
using System.Text.RegularExpressions;
using BabyNames.Server.Errors;
using BabyNames.Server.Tests.Support;
using BabyNames.Sources;

namespace BabyNames.Server.Tests;

public sealed class ErrorCodeTests
{
    [Fact]
    public void The_page_of_codes_lists_each_code_once_and_nothing_else() => Assert.Equal(
        Codes(typeof(SourceCodes)).Concat(Codes(typeof(ErrorCodes))).Order(),
        Regex.Matches(File.ReadAllText(Path.Combine(Repository.Folder, "docs", "errors.md")), @"^\| (BN\d+) \|", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).Order());

    private static IEnumerable<string> Codes(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
}
