using System.Runtime.InteropServices;
using BabyNames.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>Writes rows to a table by binary COPY and counts the rows and births of each slice.</summary>
/// <remarks>The memory use is one buffer of the protocol, and a counter for each area, year and sex.</remarks>
/// <param name="isStaged">Whether the table is the temporary one, which has no columns for the dataset and the country.</param>
internal sealed class NameCopyWriter(NpgsqlBinaryImporter importer, DatasetFile file, bool isStaged)
{
    private readonly Dictionary<Slice, SliceCount> _slices = [];
    private readonly Dictionary<string, int> _areas = file.Areas.ToDictionary(area => area.Code, area => area.Id);

    /// <summary>Area of rows without an area.</summary>
    private readonly int _defaultArea = file.Areas.Single(area => file.Source.Area is { } code ? area.Code == code : area.IsWhole).Id;

    public IReadOnlyDictionary<Slice, SliceCount> Slices => _slices;

    public int RowCount { get; private set; }

    /// <summary>Whether a row has no area.</summary>
    public bool HasRowsWithoutArea { get; private set; }

    public async ValueTask WriteAsync(NameRecord record, CancellationToken cancellationToken)
    {
        var area = record.Area is { } code ? _areas[code] : _defaultArea;
        HasRowsWithoutArea |= record.Area is null;
        await importer.StartRowAsync(cancellationToken);
        if (!isStaged)
        {
            await importer.WriteAsync(file.Id, NpgsqlDbType.Uuid, cancellationToken);
            await importer.WriteAsync(file.CountryId, NpgsqlDbType.Uuid, cancellationToken);
        }
        await importer.WriteAsync(area, NpgsqlDbType.Integer, cancellationToken);
        await importer.WriteAsync(record.Year, NpgsqlDbType.Integer, cancellationToken);
        await importer.WriteAsync(record.Name, NpgsqlDbType.Varchar, cancellationToken);
        await importer.WriteAsync(record.Gender == 'F' ? "F" : "M", NpgsqlDbType.Char, cancellationToken);
        await importer.WriteAsync(record.Count, NpgsqlDbType.Integer, cancellationToken);
        Count(new(area, record.Year, record.Gender), record.Count);
        RowCount++;
    }

    private void Count(Slice slice, int births)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_slices, slice, out _);
        count = new(count.Rows + 1, count.Births + births);
    }
}

internal readonly record struct SliceCount(int Rows, long Births);
