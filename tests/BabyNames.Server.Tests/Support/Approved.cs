namespace BabyNames.Server.Tests.Support;

/// <summary>A contract that is stored as a file, so that a change of it shows in review. With BABYNAMES_APPROVE=1 tests write the file;
/// without it they compare it.</summary>
internal static class Approved
{
    private const string Variable = "BABYNAMES_APPROVE";

    /// <summary>Whether the tests write the approved files.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <param name="path">From the top of the repository.</param>
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
            $"{path} is not what the server says, from {Difference(approved, actual)}. "
                + $"If the change is meant, run the tests with {Variable}=1 and review the file."
        );
    }

    private static string Difference(string approved, string actual)
    {
        var (old, now) = (approved.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < Math.Min(old.Length, now.Length) && old[line] == now[line])
            line++;
        return $"line {line + 1} on: approved `{old.ElementAtOrDefault(line)}`, now `{now.ElementAtOrDefault(line)}`";
    }
}
