namespace BabyNames.Server.Notifications;

/// <summary>Channels of NOTIFY. The payload is the id of the changed row.</summary>
internal static class NotificationChannels
{
    public const string Jobs = "babynames_jobs_changed";
    public const string Datasets = "babynames_datasets_changed";

    /// <summary>The statistics were refreshed. No payload.</summary>
    public const string Statistics = "babynames_statistics";

    public static readonly IReadOnlyList<string> All = [Jobs, Datasets, Statistics];
}
