using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaBc;

/// <summary>Repairs Latin-1 letters that the publisher decoded as Mac Roman: <c>ZO…</c> is ZOÉ, <c>ZOÀ</c> is ZOË, <c>ANAœS</c> is
/// ANAÏS.</summary>
internal static class GarbledAccents
{
    private const string Garbled = "…Àœ";
    private const string Correct = "ÉËÏ";

    /// <summary>Whether a whole file is garbled: it has an ellipsis, which no name has, and no other letter outside ASCII than the garbled
    /// ones. An À without an ellipsis in the file may be correct.</summary>
    public static bool IsGarbled(SourceFile file)
    {
        file.Content.Position = 0;
        var rows = new CsvTable(file.Content, file.FileName, new(), () => { });
        rows.ReadHeading();
        var hasEllipsis = false;
        foreach (var row in rows.Read(CancellationToken.None))
        {
            foreach (var letter in row.Fields[0].Where(letter => !char.IsAscii(letter)))
            {
                if (!Garbled.Contains(letter))
                    return false;
                hasEllipsis |= letter == Garbled[0];
            }
        }
        return hasEllipsis;
    }

    public static string Repair(string name) =>
        string.Concat(name.Select(letter => Garbled.IndexOf(letter) is var index and >= 0 ? Correct[index] : letter));
}
