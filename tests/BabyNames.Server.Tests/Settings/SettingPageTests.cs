using System.Text;
using System.Text.RegularExpressions;
using BabyNames.Server.Tests.Support;

namespace BabyNames.Server.Tests.Settings;

/// <summary>Tests that the tables of <c>docs/settings.md</c> equal the tables generated from the options classes. The table of environment
/// variables is not generated.</summary>
public sealed partial class SettingPageTests
{
    private const string Page = "docs/settings.md";

    /// <summary>The end of the last line that is written by hand. The generated tables follow it.</summary>
    private const string Mark = "BABYNAMES_APPROVE=1 writes it. -->\n";

    private static readonly string Written = ReadWritten();

    [Fact]
    public Task The_page_has_every_setting_with_its_default_range_and_meaning()
    {
        var page = new StringBuilder(Written);
        foreach (var section in SettingReference.All.GroupBy(setting => setting.Section))
        {
            page.Append($"\n## {section.Key}\n\n");
            if (SettingReference.SectionText(section.Key) is { Length: > 0 } text)
                page.Append($"{text}\n\n");
            page.Append("| setting | type | default | range | meaning |\n|---|---|---|---|---|\n");
            foreach (var setting in section)
                page.Append($"| `{setting.Name}` | {setting.Kind} | {setting.Default} | {setting.Range} | {setting.Meaning} |\n");
        }
        return Approved.CompareAsync(Page, page.ToString());
    }

    [Fact]
    public void Each_summary_has_the_default_of_its_class() =>
        Assert.All(
            SettingReference.All.Where(setting => !setting.HasComputedDefault),
            setting => Assert.Equal((setting.Name, setting.DefaultOfClass), (setting.Name, setting.Default))
        );

    [Fact]
    public void The_page_has_every_variable_that_code_and_scripts_read()
    {
        var read = new[] { "src", "tests", "benchmarks", "scripts", "samples", "web/src" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Folder, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Folder, "*.sh"))
            .Where(file => Path.GetExtension(file) is ".cs" or ".sh" or ".ts" or ".tsx" or ".mjs" or ".js" or ".py")
            .Where(file => !OfBuild().IsMatch(file))
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)))
            .Select(match => match.Value)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var named = Variable().Matches(Written).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(read, named);
    }

    private static string ReadWritten()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Folder, Page));
        return text[..(text.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)];
    }

    [GeneratedRegex("BABYNAMES_[A-Z_]*[A-Z]")]
    private static partial Regex Variable();

    [GeneratedRegex(@"[/\\](bin|obj|node_modules|dist)[/\\]")]
    private static partial Regex OfBuild();
}
