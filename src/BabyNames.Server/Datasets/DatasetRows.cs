using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>Uploaded files.</summary>
internal static class DatasetRows
{
    /// <summary>OData sorts by id, which is the order of the uploads.</summary>
    public static RowSet<BabyNamesDbContext, Dataset> Datasets { get; } =
        new(
            "Datasets",
            "Uploaded files and what became of them, newest first unless `order` says otherwise.",
            database => database.Datasets
        )
        {
            Order = ["-uploadedAt"],
            VisibleColumns = new ColumnNames<Dataset>()
                .HideFromGraphQL(row => row.CountryCode, row => row.CountryName)
                .HideFromOData(
                    row => row.CountryId,
                    row => row.Sha256,
                    row => row.Errors,
                    row => row.Warnings,
                    row => row.UploadedBy,
                    row => row.DeletedAt
                )
                .Hide(row => row.FilePath)
                .ODataName(row => row.ParserType, "Source")
                .Enum(row => row.Status, "DatasetStatus"),
        };

    /// <summary>Rows of the type of <see cref="Datasets"/>.</summary>
    public static RowSet<BabyNamesDbContext, Dataset> Deleted { get; } =
        new(
            "DeletedDatasets",
            "Deleted datasets, the last deleted first unless `order` says otherwise. `restoreDataset` brings one back.",
            database => database.Datasets.IgnoreQueryFilters().Where(row => row.DeletedAt != null)
        )
        {
            Order = ["-deletedAt"],
        };

    public static RowSet<BabyNamesDbContext, DatasetSlice> Slices { get; } =
        new(
            "DatasetSlices",
            "Which dataset holds and which serves each area, year and sex; by dataset unless `order` says otherwise.",
            database => database.DatasetSlices
        )
        {
            VisibleColumns = new ColumnNames<DatasetSlice>().Hide(row => row.AreaId).Enum(row => row.Gender, "Gender"),
        };
}
