using BabyNames.Data;
using BabyNames.Data.Model;
using BabyNames.Queries;
using Microsoft.EntityFrameworkCore;

namespace BabyNames.Server.Datasets;

/// <summary>The row sets of datasets and their slices.</summary>
internal static class DatasetRows
{
    /// <summary>Datasets that are not deleted. The order in OData is by id, which is the order of the uploads.</summary>
    public static RowSet<BabyNamesDbContext, Dataset> Datasets { get; } =
        new(
            "Datasets",
            "Uploaded files and the state of their processing. The default order is newest first.",
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

    /// <summary>Deleted datasets. They have the type of <see cref="Datasets"/>.</summary>
    public static RowSet<BabyNamesDbContext, Dataset> Deleted { get; } =
        new(
            "DeletedDatasets",
            "Deleted datasets. The default order is last deleted first. `restoreDataset` restores a dataset.",
            database => database.Datasets.IgnoreQueryFilters().Where(row => row.DeletedAt != null)
        )
        {
            Order = ["-deletedAt"],
        };

    /// <summary>The slices of datasets that are not deleted.</summary>
    public static RowSet<BabyNamesDbContext, DatasetSlice> Slices { get; } =
        new(
            "DatasetSlices",
            "The areas, years and sexes of each dataset, and whether the dataset serves them. The default order is by dataset.",
            database => database.DatasetSlices
        )
        {
            VisibleColumns = new ColumnNames<DatasetSlice>().Hide(row => row.AreaId).Enum(row => row.Gender, "Gender"),
        };
}
