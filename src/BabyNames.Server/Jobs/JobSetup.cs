using BabyNames.Data;
using BabyNames.Data.Jobs;
using BabyNames.Data.Statistics;
using BabyNames.Server.Configuration;
using Quartz;

namespace BabyNames.Server.Jobs;

/// <summary>Registers the workers and their schedule.</summary>
internal static class JobSetup
{
    /// <summary>Time to roll back a job and to return it to the queue after the grace period.</summary>
    private static readonly TimeSpan HandBackTime = TimeSpan.FromSeconds(5);

    /// <summary>Adds the workers, which Quartz schedules. Quartz has only the triggers, in memory. All state of jobs is in the
    /// database.</summary>
    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        var options = builder.AddSettings<JobOptions>("Jobs");
        builder
            .Services.AddSingleton(services => new JobQueue(
                services.GetRequiredService<Databases>(),
                new(options.MaxAttempts, options.RetryDelay)
            ))
            .AddSingleton<JobWorker>()
            .AddSingleton<WorkerActivity>()
            .AddSingleton<RefreshStatus>()
            .AddSingleton<StatisticsRefresher>()
            .AddSingleton<StatisticsCheck>();
        // Running jobs and responses continue for the grace period. Then jobs are returned to the queue.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout + HandBackTime);
        if (!options.Enabled)
            return;
        builder.Services.AddQuartz(quartz =>
        {
            for (var i = 0; i < options.Workers; i++)
                Add<JobPoller>(quartz, JobPoller.Key(i), options.PollInterval);
            Add<StatisticsPoller>(quartz, StatisticsPoller.Key, options.PollInterval);
            quartz.AddJob<Housekeeping>(job => job.WithIdentity(Housekeeping.Key).StoreDurably());
            quartz.AddTrigger(trigger => trigger.ForJob(Housekeeping.Key).WithCronSchedule(Housekeeping.EveryNight));
        });
        builder.Services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        builder.Services.AddHostedService<JobListener>();
    }

    private static void Add<T>(IQuartzBuilder quartz, JobKey key, TimeSpan interval)
        where T : IJob
    {
        quartz.AddJob<T>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger =>
            trigger.ForJob(key).StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(interval).RepeatForever())
        );
    }
}
