namespace BabyNames.Server.Notifications;

/// <summary>What the database notifies of, by NOTIFY's names; the payload is the id of the row.</summary>
internal static class NotificationChannels
{
    public const string Jobs = "babynames_jobs_changed";
    public const string Datasets = "babynames_datasets_changed";

    /// <summary>The views were refreshed. It has no payload.</summary>
    public const string Statistics = "babynames_statistics";

    public static readonly IReadOnlyList<string> All = [Jobs, Datasets, Statistics];
}
