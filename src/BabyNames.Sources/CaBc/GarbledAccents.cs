using BabyNames.Sources.Text;

namespace BabyNames.Sources.CaBc;

/// <summary>Undoes Latin-1 letters that the publisher read as Mac Roman:
/// <c>ZO…</c> is ZOÉ, <c>ZOÀ</c> ZOË, <c>ANAœS</c> ANAÏS.</summary>
internal static class GarbledAccents
{
    private const string Garbled = "…Àœ";
    private const string Meant = "ÉËÏ";

    /// <summary>Whether a whole file is garbled: it has an ellipsis, which no name has, and no letter that is right. À alone
    /// may be meant.</summary>
    public static bool Are(SourceFile file)
    {
        file.Content.Position = 0;
        var rows = new CsvTable(file.Content, file.FileName, new(), () => { });
        rows.ReadHeading();
        var ellipsis = false;
        foreach (var row in rows.Read(CancellationToken.None))
        {
            foreach (var letter in row.Fields[0].Where(letter => !char.IsAscii(letter)))
            {
                if (!Garbled.Contains(letter))
                    return false;
                ellipsis |= letter == Garbled[0];
            }
        }
        return ellipsis;
    }

    public static string Repair(string name) =>
        string.Concat(name.Select(letter => Garbled.IndexOf(letter) is var place and >= 0 ? Meant[place] : letter));
}
