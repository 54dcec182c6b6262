using BabyNames.Sources;
using Npgsql;
using NpgsqlTypes;

namespace BabyNames.Data.Ingestion;

/// <summary>Streams rows into a table by binary COPY and counts them by slice on the way.</summary>
/// <remarks>Nothing is held but one buffer of the protocol and a counter per year and gender.</remarks>
/// <param name="owner">The dataset that each row names; null for a table of the file's own columns alone.</param>
internal sealed class NameCopyWriter(NpgsqlBinaryImporter importer, DatasetFile? owner)
{
    private readonly Dictionary<(int Year, char Gender), SliceCount> _slices = [];

    public IReadOnlyDictionary<(int Year, char Gender), SliceCount> Slices => _slices;

    public int RowCount { get; private set; }

    public async ValueTask WriteAsync(NameRecord record, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        if (owner is not null)
        {
            await importer.WriteAsync(owner.Id, NpgsqlDbType.Uuid, cancellationToken);
            await importer.WriteAsync(owner.CountryId, NpgsqlDbType.Uuid, cancellationToken);
        }
        await importer.WriteAsync(record.Year, NpgsqlDbType.Integer, cancellationToken);
        await importer.WriteAsync(record.Name, NpgsqlDbType.Varchar, cancellationToken);
        await importer.WriteAsync(record.Gender == 'F' ? "F" : "M", NpgsqlDbType.Char, cancellationToken);
        await importer.WriteAsync(record.Count, NpgsqlDbType.Integer, cancellationToken);
        var slice = _slices.GetValueOrDefault((record.Year, record.Gender));
        _slices[(record.Year, record.Gender)] = new(slice.Rows + 1, slice.Births + record.Count);
        RowCount++;
    }
}

internal readonly record struct SliceCount(int Rows, long Births);
