using System.Text.RegularExpressions;

namespace BabyNames.Server.Tests.Support;

/// <summary>Removes the data version from responses, for tests that compare the rest of the body.</summary>
internal static partial class DataVersionText
{
    /// <summary>Returns a body of OData or GraphQL without its data version.</summary>
    public static string WithoutVersion(this string body) => Version().Replace(body, "");

    [GeneratedRegex(""",("@BabyNames\.DataVersion":\d+|"extensions":\{"dataVersion":\d+\})(?=\}$)""")]
    private static partial Regex Version();
}
