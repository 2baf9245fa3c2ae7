using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class PaidClock : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "AppliedWithinMinutes",
                table: "SystemSettings",
                type: "int",
                nullable: false,
                defaultValue: 2);

            migrationBuilder.AddColumn<int>(
                name: "OnlineWithinSeconds",
                table: "SystemSettings",
                type: "int",
                nullable: false,
                defaultValue: 10);

            migrationBuilder.AddColumn<bool>(
                name: "IsAwaited",
                table: "RouterAccounts",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "OnlineClocks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PaymentId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RouterAccountId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    WantedVersion = table.Column<int>(type: "int", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    BookedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    QueuedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    AppliedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    SeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    IsSlow = table.Column<bool>(type: "bit", nullable: false),
                    RouterWasAway = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnlineClocks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OnlineClocks_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_OnlineClocks_Subscriptions_SubscriptionId",
                        column: x => x.SubscriptionId,
                        principalTable: "Subscriptions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OnlineHours",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    HourAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Measure = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    Bucket = table.Column<int>(type: "int", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnlineHours", x => new { x.TenantId, x.HourAt, x.Measure, x.Bucket });
                });

            migrationBuilder.CreateIndex(
                name: "IX_OnlineClocks_PaymentId_RouterAccountId",
                table: "OnlineClocks",
                columns: new[] { "PaymentId", "RouterAccountId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OnlineClocks_RouterAccountId_State",
                table: "OnlineClocks",
                columns: new[] { "RouterAccountId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_OnlineClocks_SubscriptionId",
                table: "OnlineClocks",
                column: "SubscriptionId");

            migrationBuilder.CreateIndex(
                name: "IX_OnlineClocks_TenantId_AppliedAt",
                table: "OnlineClocks",
                columns: new[] { "TenantId", "AppliedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OnlineClocks_TenantId_IsSlow_ReceivedAt_Id",
                table: "OnlineClocks",
                columns: new[] { "TenantId", "IsSlow", "ReceivedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_OnlineClocks_TenantId_ReceivedAt_Id",
                table: "OnlineClocks",
                columns: new[] { "TenantId", "ReceivedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_OnlineClocks_TenantId_State_ReceivedAt_Id",
                table: "OnlineClocks",
                columns: new[] { "TenantId", "State", "ReceivedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "OnlineClocks");

            migrationBuilder.DropTable(
                name: "OnlineHours");

            migrationBuilder.DropColumn(
                name: "AppliedWithinMinutes",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "OnlineWithinSeconds",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "IsAwaited",
                table: "RouterAccounts");
        }
    }
}
