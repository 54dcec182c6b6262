using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BabyNames.Data.Model;

[Description("A job of the queue. It reads a file for the first time or again.")]
public sealed class Job
{
    [Description("Identifier of the job. It does not change.")]
    public Guid Id { get; init; }

    [Description("Identifier of the dataset that the job reads.")]
    public Guid? DatasetId { get; init; }

    [Description("The dataset that the job reads.")]
    public Dataset? Dataset { get; init; }

    [AllowedValues("parse_dataset", "reprocess_dataset")]
    [Description("Type of the job: parse_dataset reads a new file, reprocess_dataset reads a file again.")]
    public string Type { get; init; } = "";

    [AllowedValues("queued", "running", "completed", "failed")]
    [Description("State of the job: queued, then running, then completed or failed. It is queued again before an attempt is repeated.")]
    public string Status { get; init; } = "";

    [Description("Arguments of the job, as JSON: country, parser, reason.")]
    public string? Payload { get; init; }

    [Description("Number of attempts that have begun.")]
    public int Attempts { get; init; }

    [Description("Maximum number of attempts. The job fails after the last one.")]
    public int MaxAttempts { get; init; }

    [Description(
        "Reason why the last attempt did not succeed. It begins with BN306 if an admin cancelled the job or deleted its dataset. The "
            + "value is null if no attempt failed."
    )]
    public string? LastError { get; init; }

    [Description("Earliest time of the next attempt. The value is null if the attempt may begin immediately.")]
    public DateTimeOffset? NextRetryAt { get; init; }

    [Description("Time of the worker's last heartbeat. The value is null unless the job is running.")]
    public DateTimeOffset? LockedAt { get; init; }

    /// <summary>Name of the worker that runs the job. Clients never receive it, because it contains a host name.</summary>
    public string? LockedBy { get; init; }

    [AllowedValues("reading", "merging")]
    [Description("Phase of a running job: reading the file, or merging its rows.")]
    public string? ProgressPhase { get; init; }

    [Description("Number of rows that the running attempt has read.")]
    public long? RowsDone { get; init; }

    [Description("Estimated number of rows of the file. The estimate uses the share of the file's bytes that is read.")]
    public long? RowsExpected { get; init; }

    [Description("Time at which the job was queued.")]
    public DateTimeOffset CreatedAt { get; init; }

    [Description("Time at which the first attempt began. The value is null until then.")]
    public DateTimeOffset? StartedAt { get; init; }

    [Description("Time at which the job completed or failed. The value is null until then.")]
    public DateTimeOffset? CompletedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Job>
    {
        public void Configure(EntityTypeBuilder<Job> job)
        {
            job.ToTable("jobs");
            job.HasOne(row => row.Dataset).WithMany().HasForeignKey(row => row.DatasetId);
            job.Property(row => row.Payload).HasColumnType("jsonb");
        }
    }
}
