namespace BabyNames.Server.Tests.Support;

/// <summary>Compares a contract with its approved file, so that a change of the contract shows in review. The tests write the file if
/// BABYNAMES_APPROVE is 1. Otherwise they compare the contract with the file.</summary>
internal static class Approved
{
    private const string Variable = "BABYNAMES_APPROVE";

    public static bool IsWriting => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <param name="path">The path of the approved file, relative to the root of the repository.</param>
    public static async Task CompareAsync(string path, string actual)
    {
        var file = Path.Combine(Repository.Folder, path);
        if (IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, actual);
        }
        var approved = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        Assert.True(
            approved == actual,
            $"{path} differs from the server's contract at {Difference(approved, actual)}. "
                + $"If the change is intended, run the tests with {Variable}=1 and review the file."
        );
    }

    private static string Difference(string approved, string actual)
    {
        var (old, now) = (approved.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < Math.Min(old.Length, now.Length) && old[line] == now[line])
            line++;
        return $"line {line + 1}: approved `{old.ElementAtOrDefault(line)}`, actual `{now.ElementAtOrDefault(line)}`";
    }
}
