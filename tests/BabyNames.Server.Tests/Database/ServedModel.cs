using System.Globalization;
using BabyNames.Data.Ingestion;
using BabyNames.Sources;

namespace BabyNames.Server.Tests.Database;

/// <summary>A model that computes which file serves each area, year and sex, and every figure. It follows the rules of the product without
/// any of its code.</summary>
internal sealed class ServedModel
{
    private static readonly string[] _added = ["GB-EAW", "GB-SCT", "GB-NIR", "CA-BC"];

    private readonly List<ModelFile> _files = [];
    private long _claims;

    public IEnumerable<ModelFile> Live => _files.Where(file => !file.IsDeleted);

    public IEnumerable<ModelFile> Deleted => _files.Where(file => file.IsDeleted);

    public ModelFile Find(Guid id) => _files.Single(file => file.Id == id);

    public void Add(ModelFile file) => _files.Add(file);

    /// <summary>Reads these rows as the content of the file. Slices that the file did not have before are claimed now.</summary>
    /// <returns>Whether the reading succeeds. If it does not, nothing changes.</returns>
    public bool Read(ModelFile file, IReadOnlyList<NameRecord> rows, bool takesOver)
    {
        _claims++;
        if (!takesOver && IsRefused(file, rows))
            return false;
        var held = file.Claims;
        file.Claims = rows.Select(row => file.SliceOf(row))
            .Distinct()
            .ToDictionary(slice => slice, slice => held.TryGetValue(slice, out var claim) ? claim : _claims);
        file.Rows = [.. rows];
        return true;
    }

    public IEnumerable<string> Statistics() =>
        Cells()
            .SelectMany(cell =>
                cell.Names.Select(name =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{cell.Country} {cell.Year} {cell.Gender} {name.Key} {name.Value} "
                            + $"{1 + cell.Names.Values.Count(other => other > name.Value)} {cell.Names.Values.Sum()} {cell.Coverage}"
                    )
                )
            );

    public IEnumerable<string> Totals() =>
        Cells()
            .SelectMany(cell => cell.Names.Select(name => (cell.Country, cell.Year, cell.Gender, Name: name.Key, Births: name.Value)))
            .GroupBy(row => (row.Country, row.Name))
            .Select(name =>
                $"{name.Key.Country} {name.Key.Name} {name.Where(row => row.Gender == 'F').Sum(row => row.Births)} "
                + $"{name.Where(row => row.Gender == 'M').Sum(row => row.Births)} {name.Min(row => row.Year)} {name.Max(row => row.Year)}"
            );

    public IEnumerable<string> Decades() =>
        Cells()
            .GroupBy(cell => (cell.Country, Decade: cell.Year / 10 * 10, cell.Gender))
            .SelectMany(decade =>
                decade
                    .SelectMany(cell => cell.Names)
                    .GroupBy(name => name.Key)
                    .Select(name =>
                        $"{decade.Key.Country} {decade.Key.Decade} {decade.Key.Gender} {name.Key} {name.Sum(births => births.Value)} "
                        + $"{decade.Sum(cell => cell.Names.Values.Sum())} "
                        + string.Join(", ", decade.SelectMany(cell => cell.Coverage.Split(", ")).Distinct().Order(StringComparer.Ordinal))
                    )
            );

    public IEnumerable<string> Parts() =>
        Served()
            .Where(served => served.Slice.Area.Length > 2)
            .SelectMany(served =>
            {
                var rows = served.File.Rows.Where(row => served.File.SliceOf(row) == served.Slice).ToList();
                return rows.Select(row =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{served.Slice.Area} {served.Slice.Country} {row.Year} {row.Gender} {row.Name} {row.Count} "
                            + $"{1 + rows.Count(other => other.Count > row.Count)} {rows.Sum(other => (long)other.Count)}"
                    )
                );
            });

    private bool IsRefused(ModelFile file, IReadOnlyList<NameRecord> rows)
    {
        var claimed = rows.Select(row => file.SliceOf(row)).Where(slice => !file.Claims.ContainsKey(slice)).ToHashSet();
        if (
            file.Source is { ParserType: "generic_csv", Area: null }
            && rows.Any(row => row.Area is null)
            && claimed.Count > 0
            && Served().Any(served => served.File != file && served.Slice.Country == file.Country && served.Slice.Area.Length > 2)
        )
            return true;
        return Served()
            .Any(served =>
                served.File != file
                && claimed.Any(slice =>
                    slice with { Area = "" } == served.Slice with { Area = "" }
                    && (
                        slice.Area == served.Slice.Area
                            && (file.Source.ParserType, file.Source.Publisher)
                                != (served.File.Source.ParserType, served.File.Source.Publisher)
                        || file.Source.ParserType == "generic_csv" && slice.Area.Length == 2 && _added.Contains(served.Slice.Area)
                    )
                )
            );
    }

    private IEnumerable<(ModelSlice Slice, ModelFile File)> Served() =>
        Live.SelectMany(file => file.Claims.Select(claim => (Slice: claim.Key, Claim: claim.Value, File: file)))
            .GroupBy(held => held.Slice)
            .Select(held => (held.Key, held.MaxBy(claim => claim.Claim).File));

    private IEnumerable<(string Country, int Year, char Gender, string Coverage, Dictionary<string, long> Names)> Cells() =>
        Served()
            .GroupBy(served => (served.Slice.Country, served.Slice.Year, served.Slice.Gender))
            .Select(cell =>
            {
                var whole = cell.Where(served => served.Slice.Area.Length == 2).ToList();
                var parts = whole.Count > 0 ? whole : [.. cell.Where(served => _added.Contains(served.Slice.Area))];
                var names = parts
                    .SelectMany(part => part.File.Rows.Where(row => part.File.SliceOf(row) == part.Slice))
                    .GroupBy(row => row.Name)
                    .ToDictionary(name => name.Key, name => name.Sum(row => (long)row.Count));
                return (
                    cell.Key.Country,
                    cell.Key.Year,
                    cell.Key.Gender,
                    string.Join(", ", parts.Select(part => part.Slice.Area).Order(StringComparer.Ordinal)),
                    names
                );
            })
            .Where(cell => cell.names.Count > 0);
}

internal sealed record ModelSlice(string Country, string Area, int Year, char Gender);

internal sealed class ModelFile(Guid id, string country, DatasetSource source)
{
    public Guid Id { get; } = id;

    public string Country { get; } = country;

    public DatasetSource Source { get; } = source;

    public IReadOnlyList<NameRecord> Rows { get; set; } = [];

    public Dictionary<ModelSlice, long> Claims { get; set; } = [];

    public bool IsDeleted { get; set; }

    public ModelSlice SliceOf(NameRecord row) => new(Country, row.Area ?? Source.Area ?? Country, row.Year, row.Gender);
}
