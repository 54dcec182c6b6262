using System.Runtime.InteropServices;
using BabyNames.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>Streams rows to a table by binary COPY and counts them by slice.</summary>
/// <remarks>It holds one buffer of the protocol and a counter for each area, year and sex.</remarks>
/// <param name="isStaged">Whether the table has only the columns of the file, without dataset and country.</param>
internal sealed class NameCopyWriter(NpgsqlBinaryImporter importer, DatasetFile file, bool isStaged)
{
    private readonly Dictionary<Slice, SliceCount> _slices = [];
    private readonly Dictionary<string, int> _areas = file.Areas.ToDictionary(area => area.Code, area => area.Id);

    /// <summary>Area of rows that name none.</summary>
    private readonly int _area = file.Areas.Single(area => file.Source.Area is { } code ? area.Code == code : area.IsWhole).Id;

    public IReadOnlyDictionary<Slice, SliceCount> Slices => _slices;

    public int RowCount { get; private set; }

    /// <summary>Whether a row named no area.</summary>
    public bool HasUnnamedArea { get; private set; }

    public async ValueTask WriteAsync(NameRecord record, CancellationToken cancellationToken)
    {
        var area = record.Area is { } code ? _areas[code] : _area;
        HasUnnamedArea |= record.Area is null;
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
